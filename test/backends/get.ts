// `pnpm backends`: gets the real programs that the end-to-end tests start, and says what it does.
import { build, whyNoGo } from './build.ts';
import { cacheFolder } from './cache.ts';
import { unpackPackages, whyNoPackages } from './debian.ts';
import { findProgram, type ProgramName, wanted } from './programs.ts';
import { BUILT, DEBIAN_PACKAGES, GO_MODULES, PACKAGED } from './tools.ts';

const missingOf = (names: readonly string[]): ProgramName[] =>
  names.filter(isName).filter((name) => findProgram(name) === undefined);

function isName(name: string): name is ProgramName {
  return name in BUILT || name in PACKAGED;
}

// So that Ctrl-C leaves nothing behind (install.ts).
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

/** What could not be got, with its cause. */
const problems: string[] = [];

async function attempt(get: () => Promise<void>): Promise<void> {
  try {
    await get();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
}

const noGo = whyNoGo();
for (const module of GO_MODULES) {
  if (missingOf(module.programs).length === 0) continue;
  if (noGo !== undefined) {
    problems.push(`${noGo}, so that ${module.programs.join(' and ')} cannot be built.`);
    continue;
  }
  const names = `${module.programs.join(' and ')} ${module.version}`;
  console.log(`Building ${names}: about ${module.takes}, or seconds where Go has built it before.`);
  await attempt(() => build(module));
}

if (missingOf(Object.keys(PACKAGED)).length > 0) {
  const noPackages = whyNoPackages();
  const names = DEBIAN_PACKAGES.join(' and ');
  if (noPackages === undefined) {
    console.log(`Unpacking Debian's ${names}: seconds.`);
    await attempt(unpackPackages);
  } else {
    problems.push(`Debian's ${names} cannot be got: ${noPackages}.`);
  }
}

const missing = missingOf([...Object.keys(BUILT), ...Object.keys(PACKAGED)]);
if (missing.length === 0) {
  const names = [...Object.keys(BUILT), ...Object.keys(PACKAGED)].filter(isName);
  console.log(`All programs are there (what was made is in ${cacheFolder()}):`);
  for (const name of names) console.log(`  ${name.padEnd(18)} ${findProgram(name)}`);
} else {
  process.exitCode = 1;
  for (const problem of problems) console.error(problem);
  console.error('These are missing; each will also do as');
  for (const name of missing) console.error(`  ${name.padEnd(18)} ${wanted(name)}`);
}
