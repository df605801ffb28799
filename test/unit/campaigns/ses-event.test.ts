import { describe, expect, it } from 'vitest';
import { type Feedback, feedbackOf, SesEvent } from '../../../shared/campaigns/ses-event.ts';
import { aCustomerId } from '../../support/factories.ts';
import { aSesEvent } from '../../support/ses-events.ts';

const key = { customerId: aCustomerId(), id: '2026-09-04_retention' };
const feedback = (type: string, more: object = {}): Feedback =>
  feedbackOf(SesEvent.parse(aSesEvent(type, more)));

describe('SES feedback', () => {
  it('settles a message that was sent, or of which nobody knew', () => {
    expect(feedback('Send').message).toMatchObject({ key, to: 'sent', from: ['sending', 'unknown'] });
    expect(feedback('Delivery').message).toMatchObject({ key, to: 'delivered' });
  });

  it('never moves a message back', () => {
    expect(feedback('Send').message?.from).not.toContain('delivered');
    expect(feedback('Delivery').message?.from).not.toContain('bounced');
    expect(feedback('Bounce', { bounce: { bounceType: 'Permanent' } }).message?.from).not.toContain(
      'complained',
    );
  });

  it('suppresses an address that bounced for good', () => {
    const bounce = {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: 'abebe@example.com' }],
    };

    expect(feedback('Bounce', { bounce })).toMatchObject({
      message: { to: 'bounced', reason: 'Permanent General' },
      suppress: { reason: 'bounced', addresses: ['abebe@example.com'] },
    });
  });

  it.each(['Transient', 'Undetermined'])('only counts a %s bounce', (bounceType) => {
    const bounce = { bounceType, feedbackId: 'feedback-1', timestamp: '2026-10-05T09:00:00.000Z' };

    const taken = feedback('Bounce', { bounce });

    expect(taken.suppress).toBeUndefined();
    expect(taken.softBounce).toEqual({
      id: 'feedback-1',
      at: '2026-10-05T09:00:00.000Z',
      addresses: ['abebe@example.com'],
    });
  });

  it('takes a complaint for an address and a consent', () => {
    const complaint = { complainedRecipients: [{ emailAddress: 'abebe@example.com' }] };

    expect(feedback('Complaint', { complaint })).toMatchObject({
      message: { to: 'complained' },
      suppress: { reason: 'complained', addresses: ['abebe@example.com'] },
      withdrawConsent: true,
    });
  });

  it.each(['Open', 'Click', 'DeliveryDelay', 'Something New'])('makes nothing of %s', (type) => {
    expect(feedback(type)).toEqual({});
  });

  it('suppresses for a mail that was to no customer, and touches no message', () => {
    const mail = { messageId: 'ses-1', destination: ['m@example.com'], tags: { list: ['2026-10-05'] } };

    const taken = feedback('Bounce', { mail, bounce: { bounceType: 'Permanent' } });

    expect(taken.message).toBeUndefined();
    expect(taken.suppress?.addresses).toEqual(['m@example.com']);
  });
});
