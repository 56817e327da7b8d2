import { Failure, reasonOf } from './failure.ts';

/** Milliseconds; a large trace takes its time, a wrong address must not take for ever. */
const PATIENCE = 30_000;

/** Asks Jaeger's query API for a trace, and gives the text of its answer: OTLP JSON in an envelope. */
export async function fetchTrace(jaeger: URL, traceId: string): Promise<string> {
  const url = new URL(jaeger);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v3/traces/${traceId}`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    if (response.ok) return text;
    throw new Failure(refusal(response.status, jaeger, traceId));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot reach ${jaeger.origin}: ${reasonOf(error)}`);
  }
}

function refusal(status: number, jaeger: URL, traceId: string): string {
  if (status === 404) return `no trace ${traceId} at ${jaeger.href}`;
  return `${jaeger.origin} answered with status ${status}`;
}
