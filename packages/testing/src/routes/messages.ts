import { type Answer, jsonAnswer } from '../answer/answer.ts';
import { estimateInputTokens, makeMessage } from '../message/message.ts';
import type { RouteRequest } from './route.ts';

/** `POST /v1/messages`: JSON, or a stream where the body says `stream: true`. */
export function answerMessages({ request, step }: RouteRequest): Answer {
  const message = makeMessage(step, request.json);
  if (Object(request.json).stream !== true) return jsonAnswer(message, step);
  return { kind: 'stream', message, options: step };
}

/** `POST /v1/messages/count_tokens`: an estimate, or the script's own number of input tokens. */
export function answerCountTokens({ request, step }: RouteRequest): Answer {
  const input_tokens = step.usage?.input_tokens ?? estimateInputTokens(request.json);
  return jsonAnswer({ input_tokens }, step);
}
