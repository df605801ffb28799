// How a Lambda function starts: four wrappers, the only users of middy. Each owns logging, parsing and errors.
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import * as z from 'zod';
import { unavailable } from './errors.ts';
import type { Envelope, EventDefinition } from './events.ts';
import { answer, type HttpAnswer, type HttpEvent, problem, type RouteHandler, readCall } from './http.ts';
import { logger } from './log.ts';
import type { Park } from './parking.ts';
import type { Route, RouteKey, Routes } from './routes.ts';

type Handlers<R extends Routes> = { [K in keyof R & RouteKey]: RouteHandler<R[K]> };

const SPARE_MS = 300;

/** One HTTP function per area: dispatches on API Gateway's route key over the area's route table. */
export function httpHandler<R extends Routes>(routes: R, handlers: Handlers<R>) {
  const table: Routes = routes;
  // One handler per key is checked by `Handlers<R>`; behind the key the types meet again in `readCall`.
  const byKey = handlers as unknown as Readonly<Record<RouteKey, RouteHandler<Route> | undefined>>;
  // One request at a time is served by one process.
  let requestId = '';
  const serve = async (event: HttpEvent, context: Context): Promise<HttpAnswer> => {
    requestId = context.awsRequestId;
    try {
      const key = event.routeKey as RouteKey;
      const route = Object.hasOwn(routes, key) ? table[key] : undefined;
      const handle = byKey[key];
      if (!route || !handle) throw new Error(`no route ${key}`);
      return answer(await handle(readCall(event, route)), route);
    } catch (error) {
      const response = problem(error, context.awsRequestId);
      if (response.statusCode && response.statusCode >= 500)
        logger.error('request failed', { error: redacted(error) });
      return response;
    }
  };
  // Better a clear 503 shortly before the end than API Gateway's own words after it.
  const timeoutEarlyResponse = (): HttpAnswer => {
    logger.error('request took too long');
    return problem(unavailable('The answer took too long. Send the request again.', undefined), requestId);
  };
  return middy<HttpEvent, HttpAnswer>(serve, {
    timeoutEarlyInMillis: SPARE_MS,
    timeoutEarlyResponse,
  }).use(injectLambdaContext(logger, { resetKeys: true }));
}

/** A bus event that arrives through its own queue. Failures are reported per message, so that one cannot repeat another. */
export function onEvent<S extends z.ZodType>(
  definition: EventDefinition<S>,
  handle: (event: Envelope<z.output<S>>) => Promise<void>,
) {
  const body = z.object({
    detail: z.object({ id: z.string(), at: z.string(), version: z.number(), data: definition.schema }),
  });
  return onQueue(body, async ({ detail }) => handle(detail as Envelope<z.output<S>>));
}

/**
 * Messages of a queue, each parsed by `schema`; a message that fails goes back (and after its retries to the DLQ). `attempt`
 * counts from 1.
 */
export function onQueue<S extends z.ZodType>(
  schema: S,
  handle: (message: z.output<S>, attempt: number) => Promise<void>,
) {
  const serve = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.allSettled(
      event.Records.map(async ({ body, attributes }) =>
        handle(schema.parse(JSON.parse(body)), Number(attributes.ApproximateReceiveCount)),
      ),
    );
    const batchItemFailures = event.Records.flatMap((record, index) => {
      const outcome = outcomes[index];
      if (outcome?.status !== 'rejected') return [];
      logger.error('message failed', { messageId: record.messageId, error: redacted(outcome.reason) });
      return [{ itemIdentifier: record.messageId }];
    });
    return { batchItemFailures };
  };
  return middy<SQSEvent, SQSBatchResponse>(serve).use(injectLambdaContext(logger, { resetKeys: true }));
}

/** `isAgain`: what was parked, from the failure queue. */
type StreamEvent = DynamoDBStreamEvent & { isAgain?: boolean };

/** What a batch of stream records leaves undone. */
export interface Undone {
  /** No second try helps. */
  unreadable: readonly DynamoDBRecord[];
  /** A second try may help. */
  failed: readonly DynamoDBRecord[];
}

/**
 * A batch of stream records. What cannot be read is parked at once and the stream goes on. For what failed (`handle` throws
 * to fail all) Lambda tries again from the first failed record, bisects, and parks what keeps failing; all that stands behind
 * that record comes again too, so it is not parked yet.
 */
export function onStream(handle: (records: DynamoDBRecord[]) => Promise<Undone>, park: Park) {
  const serve = async (
    event: StreamEvent,
    { invokedFunctionArn }: Context,
  ): Promise<DynamoDBBatchResponse> => {
    const { unreadable, failed } = await handle(event.Records);
    // In the failure queue it stays.
    if (event.isAgain && unreadable.length + failed.length > 0) throw new Error('the record failed again');
    const again = event.Records.findIndex((record) => failed.includes(record));
    const passed = again < 0 ? event.Records : event.Records.slice(0, again);
    const gone = passed.filter((record) => unreadable.includes(record));
    if (gone.length > 0) await park(gone, invokedFunctionArn);
    return {
      batchItemFailures: failed.map((record) => ({ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' })),
    };
  };
  return middy<StreamEvent, DynamoDBBatchResponse>(serve).use(
    injectLambdaContext(logger, { resetKeys: true }),
  );
}

/** A schedule or a state-machine step: input parsed by `schema`, output is the step's result. */
export function onStep<S extends z.ZodType, Result>(
  schema: S,
  handle: (input: z.output<S>) => Promise<Result>,
) {
  const serve = async (event: unknown): Promise<Result> => handle(schema.parse(event));
  return middy<unknown, Result>(serve).use(injectLambdaContext(logger, { resetKeys: true }));
}

interface Redacted {
  name: string;
  message: string;
  stack?: string;
  cause?: Redacted;
}

/** What may be logged of an error and its causes: class and message, no values of a row or body. */
export function redacted(error: unknown): Redacted {
  if (error instanceof z.ZodError) {
    return {
      name: 'ZodError',
      message: error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`).join('; '),
    };
  }
  if (!(error instanceof Error)) return { name: 'unknown', message: typeof error };
  // JSON.parse quotes what it could not read.
  if (error instanceof SyntaxError) return { name: error.name, message: 'malformed text' };
  return {
    name: error.name,
    message: error.message,
    ...(error.stack && { stack: error.stack }),
    ...(error.cause !== undefined && { cause: redacted(error.cause) }),
  };
}
