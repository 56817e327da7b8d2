import type { CallEnd } from '../events.ts';
import { countFailure } from '../failures.ts';
import * as names from '../semconv.ts';
import { GENAI_DEFAULT, GENAI_LATEST } from './genai-catalog.ts';
import type { InferenceSeries } from './inference-series.ts';
import type { Metering } from './metering.ts';
import type { GenAiNames } from './profile.ts';

/**
 * Records the metrics of the GenAI conventions for one call. `errorType` stands on the duration alone:
 * tokens that were used were used.
 */
export function recordInference(
  metering: Metering,
  genAiNames: GenAiNames,
  series: InferenceSeries,
  { duration, response }: CallEnd,
  firstChunk: number | undefined,
  errorType: string | undefined,
): void {
  const { attributes } = series;
  const failed = errorType ? { ...attributes, [names.ATTR_ERROR_TYPE]: errorType } : attributes;
  const seconds = (of: 'duration' | 'firstChunk', value: number, under = attributes): void => {
    if (!(value >= 0)) {
      countFailure('clock');
      return;
    }
    if (genAiNames !== 'latest') metering.histogram(GENAI_DEFAULT[of]).record(value, under);
    if (genAiNames !== 'default') metering.histogram(GENAI_LATEST[of]).record(value, under);
  };
  seconds('duration', duration, failed);
  if (firstChunk !== undefined) seconds('firstChunk', firstChunk);
  const usage = response?.usage;
  if (usage === undefined) return;
  const { input, output } = usage;
  if (genAiNames !== 'latest') {
    const tokens = metering.histogram(GENAI_DEFAULT.tokens);
    if (input !== undefined) tokens.record(input, series.input);
    if (output !== undefined) tokens.record(output, series.output);
  }
  if (genAiNames === 'default') return;
  const { operationInput, operationOutput } = GENAI_LATEST;
  if (input !== undefined) metering.histogram(operationInput).record(input, attributes);
  if (output !== undefined) metering.histogram(operationOutput).record(output, attributes);
  series.used = true;
  series.tokens.input += input ?? 0;
  series.tokens.output += output ?? 0;
  series.tokens.cacheRead += usage.cacheRead ?? 0;
  series.tokens.cacheWrite += usage.cacheWrite ?? 0;
  series.tokens.reasoning += usage.thinking ?? 0;
}
