import { describe, expect, it } from 'vitest';
import { type FeedbackParts, takeFeedback } from '../../../shared/campaigns/feedback.ts';
import { bareAddress, feedbackOf, SesEvent } from '../../../shared/campaigns/ses-event.ts';
import { aSesEvent } from '../../support/ses-events.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');

async function take(type: string, detail: object, isTooMany = false) {
  const done: unknown[] = [];
  const parts: FeedbackParts = {
    store: { change: async (_key, { to }) => done.push(to) > 0 },
    suppressions: {
      add: async (hash, { reason }) => void done.push([hash, reason]),
      noteSoftBounce: async () => isTooMany,
    },
    withdraw: async ({ source }) => void done.push(source),
    hashAddress: (email) => `hash of ${email}`,
  };
  const event = SesEvent.parse(aSesEvent(type, detail));
  await takeFeedback(parts, event, feedbackOf(event), NOW);
  return done;
}

describe('feedback', () => {
  it('suppresses before anything else', async () => {
    const complaint = { complainedRecipients: [{ emailAddress: 'Abebe <abebe@example.com>' }] };

    expect(await take('Complaint', { complaint })).toEqual([
      ['hash of abebe@example.com', 'complained'],
      'complaint',
      'complained',
    ]);
  });

  it('suppresses an address after too many soft bounces, not before', async () => {
    const bounce = { bounceType: 'Transient', bouncedRecipients: [{ emailAddress: 'a@example.com' }] };

    expect(await take('Bounce', { bounce })).toEqual(['bounced']);
    expect(await take('Bounce', { bounce }, true)).toEqual([
      ['hash of a@example.com', 'bounces-often'],
      'bounced',
    ]);
  });

  it('reads an address with or without a name', () => {
    expect(bareAddress('Abebe <abebe@example.com>')).toBe('abebe@example.com');
    expect(bareAddress('abebe@example.com')).toBe('abebe@example.com');
  });
});
