import { type Answer, jsonAnswer } from '../answer/answer.ts';
import type { RouteRequest } from './route.ts';

const models = [
  ['claude-opus-5-5', 'Claude Opus 5.5', '2026-10-01T00:00:00Z'],
  ['claude-sonnet-5-5', 'Claude Sonnet 5.5', '2026-09-15T00:00:00Z'],
  ['claude-haiku-5-5', 'Claude Haiku 5.5', '2026-09-01T00:00:00Z'],
  ['claude-opus-5', 'Claude Opus 5', '2026-05-01T00:00:00Z'],
  ['claude-sonnet-5', 'Claude Sonnet 5', '2026-04-01T00:00:00Z'],
].map(([id, display_name, created_at]) => ({
  type: 'model',
  id,
  display_name,
  created_at,
  capabilities: null,
  deprecated_at: null,
  lifecycle: 'active',
  line: null,
  max_input_tokens: 1_000_000,
  max_tokens: 128_000,
  retires_at: null,
}));

/** `GET /v1/models`: two pages where the request sets no `limit`. */
export function listModels({ request, step }: RouteRequest): Answer {
  const query = request.url.searchParams;
  const limit = Number(query.get('limit') ?? 3);
  const begin = models.findIndex(({ id }) => id === query.get('after_id')) + 1;
  const data = models.slice(begin, begin + limit);
  const page = {
    data,
    has_more: begin + limit < models.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
  return jsonAnswer(page, step);
}

/** `GET /v1/models/:id`. */
export function retrieveModel({ step, id }: RouteRequest): Answer | undefined {
  const model = models.find((one) => one.id === id);
  return model && jsonAnswer(model, step);
}
