import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine; undefined where there is none. */
export const chromium: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** Whether tests can do without: everywhere but in CI. */
export const mayBeSkipped: boolean = chromium === undefined && process.env.CI !== 'true';

export const howToGetOne = 'no Chromium is installed: apt-get install chromium';
