import { DemoError } from './demo-error.ts';

/** What the demo was asked to do. */
export type Wish =
  | { readonly kind: 'play' }
  | { readonly kind: 'live'; readonly model: string }
  | { readonly kind: 'help' };

/** The cheapest current one. */
const defaultModel = 'claude-haiku-5-5';

export const help = `Plays what can happen to a call of the Claude API, and draws the trace of each.

  demo                  twelve scenarios against a fake API on this machine; no key needed
  demo --live           two cheap calls of the real API, with the key in ANTHROPIC_API_KEY
    --model NAME        the model that --live calls; default ${defaultModel}
  demo --help           this text

With OTEL_EXPORTER_OTLP_ENDPOINT set, the same traces, and the metrics, go to that backend too.`;

/** Reads the command line. Throws a {@link DemoError} with exit code 2 for what it does not know. */
export function readArguments(args: readonly string[]): Wish {
  const [...rest] = args;
  let wish: Wish = { kind: 'play' };
  let model: string | undefined;
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--help' || arg === '-h') return { kind: 'help' };
    if (arg === '--live') wish = { kind: 'live', model: defaultModel };
    else if (arg === '--model') model = rest.shift() ?? misused('--model needs a name');
    else if (arg !== '--') misused(`unknown argument '${arg}'`);
  }
  if (model === undefined) return wish;
  return wish.kind === 'live' ? { ...wish, model } : misused('--model goes with --live');
}

function misused(what: string): never {
  throw new DemoError(`demo: ${what}; --help tells what there is.`, 2);
}
