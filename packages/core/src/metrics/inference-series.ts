import type { Attributes } from '@opentelemetry/api';
import * as names from '../semconv.ts';

/** What the metrics of the GenAI conventions say of calls that one model answered. */
export class InferenceSeries {
  readonly attributes: Attributes;
  readonly input: Attributes;
  readonly output: Attributes;
  /** For the counters of tokens: Claude gives no breakdown by modality. */
  readonly unknownModality: Attributes;
  /** Whether `tokens` is counted: by the newest names only. */
  used = false;
  /** Tokens so far, for the counters. */
  readonly tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

  constructor(
    shared: Attributes,
    responseModel: string | undefined,
    serverPort: number | undefined,
  ) {
    this.attributes = {
      ...shared,
      [names.ATTR_OPERATION_NAME]: 'chat',
      ...(serverPort !== undefined && { [names.ATTR_SERVER_PORT]: serverPort }),
      ...(responseModel !== undefined && { [names.ATTR_RESPONSE_MODEL]: responseModel }),
    };
    this.input = { ...this.attributes, [names.ATTR_TOKEN_TYPE]: 'input' };
    this.output = { ...this.attributes, [names.ATTR_TOKEN_TYPE]: 'output' };
    this.unknownModality = { ...this.attributes, [names.ATTR_TOKEN_MODALITY]: 'unknown' };
  }
}
