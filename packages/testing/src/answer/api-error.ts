/** The body of an error as the API writes it. */
export interface ApiErrorBody {
  type: 'error';
  error: { type: string; message: string; details?: { error_code: string } };
  request_id: string;
}

const byStatus: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'messages: at least one message is required'],
  401: ['authentication_error', 'invalid x-api-key'],
  402: ['billing_error', 'There is a problem with the billing of your account.'],
  403: ['permission_error', 'Your API key does not have permission to use this resource.'],
  404: ['not_found_error', 'Not found'],
  408: ['timeout_error', 'Request timed out'],
  409: ['conflict_error', 'The request conflicts with another one.'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  429: ['rate_limit_error', "This request would exceed your organization's rate limit."],
  500: ['api_error', 'Internal server error'],
  504: ['timeout_error', 'Request timed out'],
  529: ['overloaded_error', 'Overloaded'],
};

/** The error body for a status, with the API's own type and message where none are given. */
export function apiErrorBody(
  status: number,
  requestId: string,
  given: { type?: string; message?: string; errorCode?: string } = {},
): ApiErrorBody {
  const [type, message] = byStatus[status] ?? byStatus[status < 500 ? 400 : 500] ?? ['', ''];
  const error = { type: given.type ?? type, message: given.message ?? message };
  const details = given.errorCode === undefined ? {} : { details: { error_code: given.errorCode } };
  return { type: 'error', error: { ...error, ...details }, request_id: requestId };
}
