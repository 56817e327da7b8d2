// As short as a first try of the exporter is: no shutdown, no flush.
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '../../src/index.ts';
import { plainCall } from '../support/scenes.ts';
import { play } from '../support/sketch.ts';

const exporter = new WaterfallExporter({ ascii: false });
const spanProcessors = [new SimpleSpanProcessor({ exporter })];
play(new TracerProvider({ spanProcessors }), plainCall);
