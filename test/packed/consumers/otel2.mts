import Anthropic from '@anthropic-ai/sdk';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { instrument } from 'spanthropic';

const spanProcessors = [new SimpleSpanProcessor(new WaterfallExporter())];
const tracerProvider = new BasicTracerProvider({ spanProcessors });
export const client: Anthropic = instrument(new Anthropic(), { tracerProvider });
