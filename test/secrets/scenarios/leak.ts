import { diag, metrics, SpanKind, trace } from '@opentelemetry/api';
import { ok, status } from '@spanthropic/testing';
import { canary } from '../canaries.ts';
import { request } from '../request.ts';
import type { Scenario } from '../scenario.ts';

/** The names of the secrets that {@link leak} gives away, each by another way out. */
export const leaked = {
  attribute: canary('leaked-attribute'),
  name: canary('leaked-name'),
  span: canary('leaked-span'),
  metric: canary('leaked-metric'),
  diag: canary('leaked-diag'),
};

/** An application that gives its secrets away itself, which the search has to find. */
export const leak: Scenario = {
  name: 'leak',
  steps: [status(529, { retryAfterMs: 5 }), ok()],
  run: ({ another }, chosen) => {
    diag.info(leaked.diag);
    metrics.getMeter('app').createCounter('app.calls').add(1, { prompt: leaked.metric });
    const attributes = () => ({ 'app.prompt': leaked.attribute });
    const client = another({}, { name: leaked.name, attributes });
    const tracer = trace.getTracer('app');
    return tracer.startActiveSpan(
      `POST ${leaked.span}`,
      { kind: SpanKind.SERVER },
      async (span) => {
        const answer = await client.messages.create(request, chosen);
        span.end();
        return answer;
      },
    );
  },
};
