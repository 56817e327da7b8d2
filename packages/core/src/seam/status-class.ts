import type { ClaudeClient, Members } from './client.ts';

/** The SDK's classes by status. Newer SDKs have finer ones; the class's own statics tell which. */
const NAMES = new Map([
  [400, 'BadRequestError'],
  [401, 'AuthenticationError'],
  [402, 'PaymentRequiredError'],
  [403, 'PermissionDeniedError'],
  [404, 'NotFoundError'],
  [408, 'RequestTimeoutError'],
  [409, 'ConflictError'],
  [413, 'ContentTooLargeError'],
  [422, 'UnprocessableEntityError'],
  [429, 'RateLimitError'],
  [501, 'NotImplementedError'],
  [503, 'ServiceUnavailableError'],
  [504, 'GatewayTimeoutError'],
  [529, 'OverloadedError'],
]);

/** The name of the error that the SDK of `client` makes of a status, for attempts of which it makes none. */
export function statusClassOf(client: ClaudeClient): (status: number) => string | undefined {
  const statics = client.constructor as unknown as Members;
  const has = (name: string | undefined): name is string =>
    name !== undefined && typeof statics[name] === 'function';
  return (status) => {
    if (status < 400) return undefined;
    const exact = NAMES.get(status);
    if (has(exact)) return exact;
    const general = status >= 500 ? 'InternalServerError' : 'APIError';
    return has(general) ? general : undefined;
  };
}
