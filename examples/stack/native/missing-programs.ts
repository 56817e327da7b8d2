import { findProgram, type ProgramName, wanted } from 'backends/programs';
import { StackError } from './stack-error.ts';

const NEEDED: readonly ProgramName[] = ['jaeger', 'prometheus', 'alertmanager'];

/** @throws StackError that says what to do, when a program is missing */
export function checkPrograms(): void {
  const missing = NEEDED.filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) return;
  throw new StackError(
    `These programs are missing: ${missing.join(', ')}.\n` +
      '`npx --yes pnpm@12 backends` gets them: it builds them with Go, which takes a few minutes once. Or put\n' +
      missing.map((name) => `  ${wanted(name)}`).join('\n'),
  );
}
