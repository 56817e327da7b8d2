import Anthropic from '@anthropic-ai/sdk';
import { trace } from '@opentelemetry/api';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { WaterfallExporter } from '@spanthropic/waterfall';
import { instrument } from 'spanthropic';

const spanProcessors = [new SimpleSpanProcessor({ exporter: new WaterfallExporter() })];
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
const client = instrument(new Anthropic());

// That was all. The client is used as before; a drawing of each call appears on standard error.
const question: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Why is the sky blue?' }],
};

const message = await client.messages.create(question);
for (const block of message.content) if (block.type === 'text') console.log(block.text);

const text = await client.messages.stream(question).finalText();
console.log(text);
