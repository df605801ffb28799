// A page of a customer's history as the API gives it, with an opaque cursor.
import { Kind } from '../ingest/schema.ts';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import type { ActivityStore } from './activity-store.ts';
import { activityView } from './view-entry.ts';
import { Position } from './view-timeline.ts';

export interface HistoryRequest {
  customerId: string;
  kind?: Kind | undefined;
  limit: number;
  cursor?: string | undefined;
  /** Milliseconds. */
  now: number;
}

// Which identifiers were linked when is for checking, not for reading along.
const shownKinds = Kind.options.filter((kind) => kind !== 'identity');

/** Answers GET /v1/customers/{id}/activity. Throws 400 for a cursor of another list. */
export async function historyPage(store: ActivityStore, request: HistoryRequest) {
  const { customerId, kind, limit, now } = request;
  const scope = `activity/${customerId}?kind=${kind ?? ''}`;
  const after = request.cursor === undefined ? undefined : decodeCursor(request.cursor, scope, Position);
  const page = await store.page({ customerId, kinds: kind ? [kind] : shownKinds, limit, after, now });
  return {
    data: page.entries.map(activityView),
    next_cursor: page.next ? encodeCursor(page.next, scope) : null,
    has_more: page.next !== undefined,
  };
}
