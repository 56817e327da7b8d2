import { program } from 'backends/programs';
import { TOOLS } from 'backends/tools';

/** Fails before the first test when a program is missing, with what to do about it. */
export default function setup(): void {
  for (const name of Object.keys(TOOLS) as (keyof typeof TOOLS)[]) program(name);
}
