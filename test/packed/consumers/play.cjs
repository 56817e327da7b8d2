// What every consumer does: one call, one retry, one stream against the fake API. Prints what came of it as JSON.
// The packages are handed in, so that ESM and CommonJS consumers differ in how they get them and in nothing else.
module.exports = async function play({
  Anthropic,
  core,
  testing,
  waterfall,
  api,
  otel,
  otelCore,
  hooks,
}) {
  const spans = [];
  let drawn = '';
  const exporter = new waterfall.WaterfallExporter({
    stream: { write: (text) => (drawn += text) },
  });
  const record = {
    onStart() {},
    onEnd(span) {
      spans.push(span);
      exporter.export([span], () => {});
    },
    async forceFlush() {},
    async shutdown() {},
  };
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(new otelCore.W3CTraceContextPropagator());
  const Provider = otel.TracerProvider ?? otel.BasicTracerProvider;
  api.trace.setGlobalTracerProvider(new Provider({ spanProcessors: [record] }));

  const server = await testing.startFakeClaude({
    call: [testing.ok({ text: 'called' })],
    retry: [testing.status(529, { retryAfterMs: 20 }), testing.ok({ text: 'retried' })],
    stream: [testing.stream({ text: 'streamed', firstToken: 30 })],
  });
  const client = core.instrument(new Anthropic({ apiKey: 'test', baseURL: server.url }));
  const question = {
    model: 'claude-opus-5-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
  };
  const named = (call) => ({ headers: { 'x-fake-call': call } });

  const call = await client.messages.create(question, named('call'));
  const retry = await client.messages.create(question, named('retry'));
  let streamed = '';
  for await (const event of await client.messages.create(
    { ...question, stream: true },
    named('stream'),
  )) {
    if (event.type === 'content_block_delta') streamed += event.delta.text;
  }
  await server.settled();
  await server.close();
  await exporter.shutdown();

  const answers = [call.content[0].text, retry.content[0].text, streamed];
  console.log(
    JSON.stringify({
      node: process.versions.node,
      sdk: require('@anthropic-ai/sdk/version').VERSION,
      answers,
      requestIds: server.requests.map((request) => request.requestId),
      traceparents: server.requests.map((request) => request.headers.traceparent ?? ''),
      spans: spans.map(plain),
      drawn,
    }),
  );
};

function plain(span) {
  const { name, kind, status, attributes, events } = span;
  const { traceId, spanId } = span.spanContext();
  return {
    name,
    kind,
    status: status.code,
    attributes,
    events: events.map((event) => event.name),
    traceId,
    spanId,
    parent: span.parentSpanContext?.spanId,
    scope: span.instrumentationScope.name,
  };
}
