import type { Answer } from '../answer/answer.ts';
import type { OkStep } from '../script/step.ts';
import type { ReceivedRequest } from '../wire/received-request.ts';

/** A request on its way to the answer that its route gives by itself. */
export interface RouteRequest {
  request: ReceivedRequest;
  /** How the script wants the answer. */
  step: OkStep;
  /** The part of the path that stands for an id; empty where there is none. */
  id: string;
}

/** Answers a request; undefined when what its path names does not exist. */
export type Route = (asked: RouteRequest) => Answer | undefined;
