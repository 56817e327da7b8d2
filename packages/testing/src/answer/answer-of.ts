import { makeMessage } from '../message/message.ts';
import type { Routes } from '../routes/routes.ts';
import type { Step } from '../script/step.ts';
import type { ReceivedRequest } from '../wire/received-request.ts';
import { type Answer, jsonAnswer, linesAnswer } from './answer.ts';
import { statusAnswer } from './status-answer.ts';

/** What a step sends to this request. */
export function answerOf(
  step: Step,
  request: ReceivedRequest,
  requestId: string,
  routes: Routes,
): Answer {
  switch (step.kind) {
    case 'ok':
      return routes.answer(request, step, requestId);
    case 'message':
      return jsonAnswer(makeMessage(step, request.json), step);
    case 'stream':
      return { kind: 'stream', message: makeMessage(step, request.json), options: step };
    case 'status':
      return statusAnswer(step, requestId);
    case 'json':
      return jsonAnswer(step.body, step, step.status);
    case 'jsonl':
      return linesAnswer(step.lines, step, step.pace);
    case 'malformed':
      return { ...jsonAnswer(null, step), body: '{"id":"msg_01","type":"message","content":[{"ty' };
    case 'reset':
    case 'hang':
      return step;
  }
}
