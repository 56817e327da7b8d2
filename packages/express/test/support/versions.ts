import express5 from 'express';
import express4 from 'express-4';
import express51 from 'express-5-1';

/** What makes applications, in the versions that most is held to. */
export const VERSIONS = [
  { version: 'Express 5', express: express5 },
  { version: 'Express 4', express: express4 },
] as const;

/** One more, whose router says less. */
export const ROUTERS = [
  ...VERSIONS,
  { version: 'Express 5 with router 2.2', express: express51 },
] as const;
