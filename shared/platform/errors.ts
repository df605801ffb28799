// The one error class of the application; platform/http.ts maps it to a problem document (RFC 9457).
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or `?name` / `{name}` for a query or path parameter. */
  pointer: string;
  detail: string;
}

export type ErrorCode =
  | 'invalid'
  | 'unauthorised'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition-failed'
  | 'too-many'
  | 'unavailable';

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly errors: FieldError[];
  readonly retryAfterSeconds: number | undefined;
  /** Response headers beyond those that the status implies. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    status: number,
    message: string,
    more: {
      errors?: FieldError[];
      retryAfterSeconds?: number;
      headers?: Record<string, string>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.headers = more.headers ?? {};
  }
}

export const invalid = (message: string, errors: FieldError[] = []) =>
  new AppError('invalid', 400, message, { errors });
export const unauthorised = (message: string) => new AppError('unauthorised', 401, message);
export const forbidden = (message: string) => new AppError('forbidden', 403, message);
export const notFound = (message: string) => new AppError('not-found', 404, message);
export const conflict = (message: string, errors: FieldError[] = []) =>
  new AppError('conflict', 409, message, { errors });
export const preconditionFailed = (message: string) => new AppError('precondition-failed', 412, message);
export const tooMany = (message: string, retryAfterSeconds: number, headers: Record<string, string> = {}) =>
  new AppError('too-many', 429, message, { retryAfterSeconds, headers });
export const unavailable = (message: string, cause: unknown, retryAfterSeconds = 2) =>
  new AppError('unavailable', 503, message, { retryAfterSeconds, cause });

/** A condition that did not hold: somebody else wrote first. `item` is what stood there, when DynamoDB said so. */
export class ConditionFailed extends Error {
  readonly item: Record<string, unknown> | undefined;
  constructor(item: Record<string, unknown> | undefined, cause: unknown) {
    super('condition not met', { cause });
    this.name = 'ConditionFailed';
    this.item = item;
  }
}
