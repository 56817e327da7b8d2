import Anthropic from '@anthropic-ai/sdk';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { instrument } from 'spanthropic';

const spanProcessors = [new SimpleSpanProcessor({ exporter: new WaterfallExporter() })];
const tracerProvider = new TracerProvider({ spanProcessors });
export const client: Anthropic = instrument(new Anthropic(), { tracerProvider });
