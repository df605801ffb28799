import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPIRES_AFTER } from '../../../shared/campaigns/gate.ts';
import { messageId } from '../../../shared/campaigns/schema.ts';
import { CLAIM_LASTS, sendOne } from '../../../shared/campaigns/send-one.ts';
import type { Verdict } from '../../../shared/platform/mailer.ts';
import { aCustomer } from '../../support/factories.ts';
import { aMessage, aWorld, Crash, EPISODE, type World, type WorldOptions } from '../../support/send-world.ts';

const NOON = Date.parse('2026-10-05T09:00:00Z');
const job = { customerId: aCustomer().pk, id: messageId(EPISODE, 'retention') };
const only = (world: World) => [...world.messages.values()][0];

async function aQueuedWorld(options: WorldOptions = {}): Promise<World> {
  const world = aWorld(options);
  await world.add(aMessage(aCustomer(), new Date(NOON).toISOString()));
  return world;
}

describe('sending one message', () => {
  it('sends it and keeps the id SES gave', async () => {
    const world = await aQueuedWorld();

    expect(await sendOne(world.parts, job, NOON)).toEqual({ outcome: 'sent' });

    expect(world.taken).toHaveLength(1);
    expect(only(world)).toMatchObject({ state: 'sent', sesMessageId: 'ses-0' });
  });

  it('keeps the reason of a refusal and asks nobody again', async () => {
    const world = await aQueuedWorld({ customer: aCustomer({ consents: {} }) });

    const first = await sendOne(world.parts, job, NOON);
    const second = await sendOne(world.parts, job, NOON);

    expect([first, second]).toEqual([{ outcome: 'refused', reason: 'no-consent' }, { outcome: 'idle' }]);
    expect(world.taken).toEqual([]);
    expect(only(world)).toMatchObject({ state: 'refused', reason: 'no-consent' });
    expect(world.jobs).toEqual([]);
  });

  it('goes round the queue by night and leaves in the morning', async () => {
    const world = await aQueuedWorld();
    world.parts.rules.quietHours = { from: 21 * 60, to: 8 * 60 };
    const midnight = Date.parse('2026-10-06T00:00:00+03:00');

    await sendOne(world.parts, job, midnight);
    const waiting = world.jobs[0]?.job;
    const notBefore = Date.parse(waiting?.notBefore ?? '');

    expect(only(world)).toMatchObject({ state: 'queued', reason: 'quiet-hours' });
    expect(notBefore).toBeGreaterThanOrEqual(Date.parse('2026-10-06T08:00:00+03:00'));
    expect(notBefore).toBeLessThan(Date.parse('2026-10-06T08:15:00+03:00'));

    await sendOne(world.parts, waiting ?? job, midnight + 900_000);
    expect(world.jobs).toHaveLength(2);
    expect(world.taken).toEqual([]);

    await sendOne(world.parts, waiting ?? job, notBefore);
    expect(only(world)).toMatchObject({ state: 'sent' });
    expect(only(world)?.reason).toBeUndefined();
  });

  it('lets go of the claim when SES throttles, and comes back', async () => {
    const throttled: Verdict = {
      outcome: 'throttled',
      reason: 'TooManyRequestsException',
      retryAfterSeconds: 20,
    };
    const world = await aQueuedWorld({ verdicts: [throttled] });

    await sendOne(world.parts, job, NOON);
    const again = world.jobs[0]?.job;

    expect(only(world)).toMatchObject({ state: 'queued', reason: 'TooManyRequestsException' });
    expect(Date.parse(again?.notBefore ?? '')).toBeGreaterThanOrEqual(NOON + 20_000);

    await sendOne(world.parts, again ?? job, NOON + 120_000);
    expect(world.taken).toHaveLength(1);
    expect(only(world)?.state).toBe('sent');
  });

  it('does not send again what SES may have taken', async () => {
    const world = await aQueuedWorld({ verdicts: [{ outcome: 'unknown', reason: 'TimeoutError' }] });

    await sendOne(world.parts, job, NOON);
    await sendOne(world.parts, job, NOON + 86_400_000);

    expect(world.taken).toHaveLength(1);
    expect(only(world)).toMatchObject({ state: 'unknown', reason: 'TimeoutError' });
  });

  it('fails loudly, message kept, when SES takes nothing from the account', async () => {
    const world = await aQueuedWorld({
      verdicts: [{ outcome: 'blocked', reason: 'SendingPausedException' }],
    });

    await expect(sendOne(world.parts, job, NOON)).rejects.toThrow('SendingPausedException');

    expect(only(world)?.state).toBe('queued');
  });

  it('turns a claim whose holder died into unknown, once it must be dead', async () => {
    const world = await aQueuedWorld({
      step: (name, run) => {
        if (name === 'send') throw new Crash();
        return run();
      },
    });
    await expect(sendOne(world.parts, job, NOON)).rejects.toThrow(Crash);

    await sendOne(world.parts, job, NOON + 60_000);
    expect(only(world)?.state).toBe('sending');
    expect(Date.parse(world.jobs[0]?.job.notBefore ?? '')).toBe(NOON + CLAIM_LASTS);

    await sendOne(world.parts, world.jobs[0]?.job ?? job, NOON + CLAIM_LASTS);
    expect(only(world)).toMatchObject({ state: 'unknown', reason: 'interrupted' });
    expect(world.taken).toEqual([]);
  });

  it('drops a job whose message is gone with the customer', async () => {
    const world = aWorld();

    await sendOne(world.parts, job, NOON);

    expect(world.taken).toEqual([]);
    expect(world.messages.size).toBe(0);
  });
});

describe('an event replayed five times, interleaved, with a crash between any two steps', () => {
  const verdict = fc.constantFrom<Verdict>(
    { outcome: 'sent', sesMessageId: 'ses' },
    { outcome: 'unknown', reason: 'TimeoutError' },
    { outcome: 'throttled', reason: 'TooManyRequestsException', retryAfterSeconds: 20 },
    { outcome: 'rejected', reason: 'MessageRejected' },
    { outcome: 'blocked', reason: 'SendingPausedException' },
  );
  const fate = fc.constantFrom('run', 'run', 'run', 'run', 'before', 'after');

  /** Delivers until it succeeds, as a queue does; fates and verdicts end, so it does. */
  async function delivered(run: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await run();
        return;
      } catch (error) {
        if (!(error instanceof Crash) && !/SES takes no mail/.test(String(error))) throw error;
      }
    }
  }

  /** Five deliveries of one event at once, then the queue until it is empty. */
  async function replay(world: World, scheduler: fc.Scheduler): Promise<void> {
    const event = aMessage(aCustomer(), new Date(NOON).toISOString());
    const first = [0, 1, 2, 3, 4].map((n) =>
      delivered(async () => {
        await world.add(event);
        await sendOne(world.parts, job, NOON + n);
      }),
    );
    await scheduler.waitFor(Promise.all(first));
    for (let round = 1; world.jobs.length > 0; round += 1) {
      if (round > 100) throw new Error('the queue never empties');
      const due = world.jobs.splice(0);
      const later = NOON + round * 900_000;
      await scheduler.waitFor(
        Promise.all(due.map((waiting) => delivered(() => sendOne(world.parts, waiting.job, later)))),
      );
    }
  }

  it('makes at most one mail and leaves no message undecided', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(verdict, { maxLength: 4 }),
        fc.array(fate, { maxLength: 60 }),
        async (scheduler, verdicts, fates) => {
          const world = aWorld({
            verdicts,
            step: async (name, run) => {
              const what = fates.shift() ?? 'run';
              if (what === 'before') throw new Crash();
              const result = await scheduler.schedule(Promise.resolve(), name).then(run);
              if (what === 'after') throw new Crash();
              return result;
            },
          });

          await replay(world, scheduler);

          expect(world.taken.length).toBeLessThanOrEqual(1);
          expect(world.messages.size).toBe(1);
          expect(['queued', 'sending']).not.toContain(only(world)?.state);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('makes exactly one mail when SES throttles or pauses for a while and nothing crashes', async () => {
    const passing = verdict.filter(({ outcome }) => outcome === 'throttled' || outcome === 'blocked');

    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(passing, { maxLength: 4 }), async (scheduler, verdicts) => {
        const step: WorldOptions['step'] = (name, run) =>
          scheduler.schedule(Promise.resolve(), name).then(run);
        const world = aWorld({ verdicts, step });

        await replay(world, scheduler);

        expect(world.taken).toHaveLength(1);
        expect(only(world)?.state).toBe('sent');
      }),
      { numRuns: 100 },
    );
  });

  it('sends nothing when everything comes back after a week', async () => {
    const world = await aQueuedWorld();

    await sendOne(world.parts, job, NOON + EXPIRES_AFTER);

    expect(only(world)).toMatchObject({ state: 'refused', reason: 'expired' });
  });
});
