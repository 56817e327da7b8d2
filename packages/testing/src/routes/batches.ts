import { jsonAnswer, linesAnswer } from '../answer/answer.ts';
import { makeMessage } from '../message/message.ts';
import { makeId } from '../wire/ids.ts';
import type { Route, RouteRequest } from './route.ts';

interface Batch {
  id: string;
  createdAt: Date;
  canceled: boolean;
  /** As the client sent them: `{ custom_id, params }`. */
  requests: readonly unknown[];
}

/** The batches of one server. A batch is in progress in the answer that creates it, and has ended ever after. */
export class BatchRoutes {
  readonly #batches = new Map<string, Batch>();

  /** `POST /v1/messages/batches`. */
  readonly create: Route = ({ request, step }) => {
    const { requests } = Object(request.json);
    const batch = {
      id: makeId('msgbatch'),
      createdAt: new Date(),
      canceled: false,
      requests: Array.isArray(requests) ? requests : [],
    };
    this.#batches.set(batch.id, batch);
    return jsonAnswer({ ...described(batch, ''), ...inProgress(batch) }, step);
  };

  /** `GET /v1/messages/batches`: all in one page. */
  readonly list: Route = ({ request, step }) => {
    const batches = [...this.#batches.values()];
    const data = batches.map((batch) => described(batch, hostOf(request)));
    const ids = { first_id: batches[0]?.id ?? null, last_id: batches.at(-1)?.id ?? null };
    return jsonAnswer({ data, has_more: false, ...ids }, step);
  };

  /** `GET /v1/messages/batches/:id`. */
  readonly retrieve: Route = ({ request, step, id }) => {
    const batch = this.#batches.get(id);
    return batch && jsonAnswer(described(batch, hostOf(request)), step);
  };

  /** `POST /v1/messages/batches/:id/cancel`. */
  readonly cancel: Route = ({ request, step, id }) => {
    const batch = this.#batches.get(id);
    if (batch !== undefined) batch.canceled = true;
    return batch && jsonAnswer(described(batch, hostOf(request)), step);
  };

  /** `GET /v1/messages/batches/:id/results`: one line for each request of the batch, in their order. */
  readonly results: Route = ({ step, id }) => {
    const batch = this.#batches.get(id);
    return (
      batch &&
      linesAnswer(
        batch.requests.map((one) => result(batch, one, step)),
        step,
      )
    );
  };
}

function hostOf({ headers }: RouteRequest['request']): string {
  return headers.host ?? '127.0.0.1';
}

function result({ canceled }: Batch, request: unknown, step: RouteRequest['step']): object {
  const { custom_id, params } = Object(request);
  if (canceled) return { custom_id, result: { type: 'canceled' } };
  return { custom_id, result: { type: 'succeeded', message: makeMessage(step, params) } };
}

function described({ id, createdAt, canceled, requests }: Batch, host: string): object {
  const done = requests.length;
  return {
    id,
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: {
      processing: 0,
      succeeded: canceled ? 0 : done,
      canceled: canceled ? done : 0,
      errored: 0,
      expired: 0,
    },
    created_at: createdAt.toISOString(),
    ended_at: createdAt.toISOString(),
    expires_at: new Date(createdAt.getTime() + 24 * 3_600_000).toISOString(),
    archived_at: null,
    cancel_initiated_at: canceled ? createdAt.toISOString() : null,
    results_url: `http://${host}/v1/messages/batches/${id}/results`,
  };
}

function inProgress({ requests }: Batch): object {
  const none = { succeeded: 0, canceled: 0, errored: 0, expired: 0 };
  return {
    processing_status: 'in_progress',
    request_counts: { processing: requests.length, ...none },
    ended_at: null,
    results_url: null,
  };
}
