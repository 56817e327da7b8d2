import type { Answer } from '../answer/answer.ts';
import { statusAnswer } from '../answer/status-answer.ts';
import type { OkStep } from '../script/step.ts';
import type { ReceivedRequest } from '../wire/received-request.ts';
import { BatchRoutes } from './batches.ts';
import { FileRoutes } from './files.ts';
import { answerCountTokens, answerMessages } from './messages.ts';
import { listModels, retrieveModel } from './models.ts';
import type { Route } from './route.ts';

/** The API's routes, with the batches and files that were made through them. */
export class Routes {
  readonly #routes: readonly (readonly [method: string, path: RegExp, route: Route])[];

  constructor() {
    const batches = new BatchRoutes();
    const files = new FileRoutes();
    this.#routes = [
      ['POST', /^\/v1\/messages$/, answerMessages],
      ['POST', /^\/v1\/messages\/count_tokens$/, answerCountTokens],
      ['GET', /^\/v1\/models$/, listModels],
      ['GET', /^\/v1\/models\/([^/]+)$/, retrieveModel],
      ['POST', /^\/v1\/messages\/batches$/, batches.create],
      ['GET', /^\/v1\/messages\/batches$/, batches.list],
      ['GET', /^\/v1\/messages\/batches\/([^/]+)$/, batches.retrieve],
      ['POST', /^\/v1\/messages\/batches\/([^/]+)\/cancel$/, batches.cancel],
      ['GET', /^\/v1\/messages\/batches\/([^/]+)\/results$/, batches.results],
      ['POST', /^\/v1\/files$/, files.upload],
      ['GET', /^\/v1\/files$/, files.list],
      ['GET', /^\/v1\/files\/([^/]+)$/, files.retrieve],
      ['GET', /^\/v1\/files\/([^/]+)\/content$/, files.content],
    ];
  }

  /** The proper answer of the request's route: 404 when there is none, or nothing at it. */
  answer(request: ReceivedRequest, step: OkStep, requestId: string): Answer {
    for (const [method, path, route] of this.#routes) {
      const found = method === request.method ? path.exec(request.url.pathname) : null;
      if (found === null) continue;
      const answer = route({ request, step, id: found[1] ?? '' });
      if (answer !== undefined) return answer;
    }
    return statusAnswer({ kind: 'status', code: 404 }, requestId);
  }
}
