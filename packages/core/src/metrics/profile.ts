/** Under which names the metrics of the GenAI conventions are made. */
export type GenAiNames = 'default' | 'latest' | 'both';

/** What the environment asks for: the conventions' own switch for their newest names. */
export function namesByEnvironment(): GenAiNames {
  const asked = process.env.OTEL_SEMCONV_STABILITY_OPT_IN?.split(',').map((word) => word.trim());
  return asked?.includes('gen_ai_latest_experimental') ? 'latest' : 'default';
}
