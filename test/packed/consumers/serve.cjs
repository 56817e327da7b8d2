// What every adapter does with `spanthropic/request`, for one request that is answered and one whose client goes away. Prints what came of it as JSON.
module.exports = async function serve({ Anthropic, core, request, testing, api, otel, hooks }) {
  const spans = [];
  const record = {
    onStart() {},
    onEnd: (span) => void spans.push(span),
    async forceFlush() {},
    async shutdown() {},
  };
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  const Provider = otel.TracerProvider ?? otel.BasicTracerProvider;
  api.trace.setGlobalTracerProvider(new Provider({ spanProcessors: [record] }));

  const server = await testing.startFakeClaude({
    call: [testing.status(529, { retryAfterMs: 20 }), testing.ok({ text: 'called' })],
    helper: [testing.stream({ text: 'streamed' })],
    refused: [testing.status(529, { retryAfter: 7, times: 'forever' })],
    default: [testing.ok({ times: 'forever' })],
    left: [testing.stream({ text: 'never said', end: 'never', after: 4 })],
  });
  const warnings = [];
  process.on('warning', ({ message }) => warnings.push(message));
  const client = core.instrument(
    new Anthropic({ apiKey: 'test', baseURL: server.url, openTelemetry: false }),
  );
  const question = {
    model: 'claude-opus-5-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
  };
  const named = (call) => ({ headers: { 'x-fake-call': call } });
  const summaries = [];
  const arrive = () =>
    new request.ServedRequest({
      client,
      route: () => '/chat/:id',
      abortOnDisconnect: true,
      onSummary: (summary) => void summaries.push(summary),
    });

  const answered = arrive();
  const bound = answered.claude;
  await bound.messages.create(question, named('call'));
  const frames = [];
  const helper = bound.messages.stream(question, named('helper'));
  for await (const frame of answered.relay(helper, { events: 'all' })) frames.push(frame);
  await Promise.all(Array.from({ length: 20 }, () => bound.models.list()));
  for await (const _ of bound.models.list());
  await answered.run(() => client.models.list());
  const refusal = bound.withOptions({ maxRetries: 0 }).messages.create(question, named('refused'));
  const problem = await refusal.catch((error) => answered.problemOf(error));
  answered.finished();

  const left = arrive();
  const stream = await left.claude.messages.create({ ...question, stream: true }, named('left'));
  const relay = left.relay(stream);
  await relay.next();
  left.disconnected();
  await relay.return();
  await server.settled();
  await server.close();

  const calls = spans.filter(({ kind }) => kind === 2);
  console.log(
    JSON.stringify({
      same: [
        bound instanceof client.constructor,
        bound === answered.claude,
        request.isInstrumented(client),
      ],
      limits: [core.rateLimits(bound).length, request.headroom(client).limits.length],
      frames: frames.map((frame) => /^event: (\w+)\ndata: {/.exec(frame)?.[1]),
      problem,
      summaries,
      routes: [...new Set(calls.map(({ attributes }) => attributes['http.route']))],
      aborts: calls.flatMap(({ attributes }) => attributes['spanthropic.abort.reason'] ?? []),
      warnings,
    }),
  );
};
