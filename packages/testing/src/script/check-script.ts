import { isStep, stepProblem } from './check-step.ts';
import { headers, isRecord, shape, string } from './field-checks.ts';
import type { RequestMatch, ScriptedCall } from './script.ts';
import type { Step } from './step.ts';

const match = shape({
  'method?': string,
  'path?': string,
  'model?': string,
  'bodyIncludes?': string,
  'headers?': headers,
});

/**
 * The calls of a script, which may come from a file.
 *
 * @throws TypeError that names the call, the step and the field
 */
export function checkScript(script: unknown): ScriptedCall[] {
  if (Array.isArray(script)) return withoutTwins(script.map(checkCall));
  if (isRecord(script)) {
    return Object.entries(script).map(([id, steps]) => ({ id, steps: checkSteps(id, steps) }));
  }
  throw new TypeError(
    'fake-claude: a script must be an object of steps by call id, or an array of calls',
  );
}

/**
 * The steps of one call.
 *
 * @throws TypeError that names the call, the step and the field
 */
export function checkSteps(id: string, steps: unknown): readonly Step[] {
  if (!Array.isArray(steps))
    throw new TypeError(`fake-claude: call "${id}": steps must be an array`);
  return steps.map((step, index) => {
    if (isStep(step)) return step;
    throw new TypeError(`fake-claude: call "${id}", step ${index + 1} ${stepProblem(step)}`);
  });
}

function withoutTwins(calls: ScriptedCall[]): ScriptedCall[] {
  const ids = calls.map(({ id }) => id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) throw new TypeError(`fake-claude: call "${twin}" is in the script twice`);
  return calls;
}

function checkCall(call: unknown, index: number): ScriptedCall {
  if (!isRecord(call) || typeof call.id !== 'string') {
    throw new TypeError(
      `fake-claude: entry ${index + 1} of the script must be { id, match?, steps }`,
    );
  }
  const { id, steps, match: wanted, ...others } = call;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new TypeError(`fake-claude: call "${id}" has the unknown field "${unknown}"`);
  }
  const checked = checkSteps(id, steps);
  if (wanted === undefined) return { id, steps: checked };
  if (!isMatch(wanted))
    throw new TypeError(`fake-claude: call "${id}": match must be ${match.wanted}`);
  return { id, match: wanted, steps: checked };
}

function isMatch(value: unknown): value is RequestMatch {
  return match.fits(value);
}
