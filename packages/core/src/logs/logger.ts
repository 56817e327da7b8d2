import { Console } from 'node:console';

/** A logger that takes fields and a message, in this order: pino, Fastify's `log`, bunyan. */
export interface FieldLogger {
  warn(fields: object, message: string): unknown;
  error(fields: object, message: string): unknown;
}

/** How much a line matters. */
type LogLevel = keyof FieldLogger;

/** Writes one line, and returns what the logger returned: a promise of one that is asynchronous. */
export type WriteLine = (level: LogLevel, fields: object, message: string) => unknown;

/**
 * How to write to `logger`. A console would spread the fields over many lines, so it gets them as one
 * line of JSON, shaped as pino's lines are.
 */
export function writerOf(logger: FieldLogger): WriteLine {
  if (logger instanceof Console) {
    return (level, fields, message) => {
      const time = new Date().toISOString();
      logger[level](JSON.stringify({ level, time, ...fields, msg: message }));
    };
  }
  return (level, fields, message) => logger[level](fields, message);
}
