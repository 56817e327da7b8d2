import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  Application,
  ErrorRequestHandler,
  NextFunction,
  Request,
  RequestHandler,
  Response,
} from 'express';
import { onTestFinished } from 'vitest';

/** Serves an application until the test is over; its URL. */
export async function serve(app: Pick<Application, 'listen'>): Promise<string> {
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A handler whose failure goes to the error handlers, which Express 4 does not see to. */
export function handler(
  handle: (req: Request, res: Response, next: NextFunction) => Promise<unknown>,
): RequestHandler {
  return (req, res, next) => {
    handle(req, res, next).catch(next);
  };
}

/** The error handler of an application. */
export const sorry: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) next(error);
  else res.status(500).json({ sorry: String(error) });
};

/** A promise, and what settles it. */
export function pending<T = void>(): { promise: Promise<T>; settle: (value: T) => void } {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}
