// What counts as a complaint or a rating; whatever cannot be told for sure is neither.
import { describe, expect, test } from 'vitest';
import { judge, openEnvelope } from '../../../shared/ingest/accept.ts';
import { signalOf } from '../../../shared/ingest/signal-events.ts';

describe('a complaint', () => {
  test.each([
    ['Ticket Created', { ticket_id: 4711 }, { isOpen: true, case: '4711' }],
    ['ticket reopened', { ticketId: 'T-1' }, { isOpen: true, case: 'T-1' }],
    ['Complaint Opened', { complaintId: 'c' }, { isOpen: true, case: 'c' }],
    ['Ticket Resolved', { ticket_id: '4711' }, { isOpen: false, case: '4711' }],
    ['Complaint Closed', {}, { isOpen: false }],
    ['Case Opened', { caseId: { odd: true } }, { isOpen: true }],
  ])('is %s with %o', (name, properties, expected) => {
    expect(signalOf(name, properties)).toEqual({ type: 'complaint', ...expected });
  });
});

describe('a rating', () => {
  test.each([
    ['Product Reviewed', { rating: '2' }, { rating: 2, outOf: 5 }],
    ['Rating Given', { rating: 3.5, outOf: 10 }, { rating: 3.5, outOf: 10 }],
    ['Survey Answered', { score: 6, scale: 10 }, { rating: 6, outOf: 10 }],
  ])('is %s with %o', (name, properties, expected) => {
    expect(signalOf(name, properties)).toEqual({ type: 'rating', ...expected });
  });

  test.each([
    ['a survey that does not say its scale', 'Survey Answered', { score: 4 }],
    ['more than its scale', 'Rating Given', { rating: 8 }],
    ['no number', 'Product Reviewed', { rating: 'good' }],
    ['an empty text', 'Product Reviewed', { rating: '' }],
    ['below nothing', 'Rating Given', { rating: -1 }],
    ['of another event', 'Product Viewed', { rating: 1 }],
  ])('is not: %s', (_what, name, properties) => {
    expect(signalOf(name, properties)).toBeUndefined();
  });
});

test('an event that is a signal is kept as one, for as long as other events', () => {
  const body = { type: 'track', event: 'Ticket Created', userId: 'u-1', properties: { ticket_id: 7 } };
  const receivedAt = Date.parse('2026-10-05T09:00:00Z');
  const { events = [], envelope } = openEnvelope(body, 'track', receivedAt) ?? {};
  if (!envelope) throw new Error('an envelope');

  const verdict = judge(events[0], envelope, { keyKind: 'server', currency: 'ETB', country: 'ET' });

  expect(verdict).toMatchObject({
    accepted: { kind: 'signal', signal: { type: 'complaint', isOpen: true, case: '7' } },
  });
  expect('accepted' in verdict && verdict.accepted.expiresAt).toBe(receivedAt / 1_000 + 760 * 86_400);
});
