import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Count, rateHeaders, rateLimiter } from '../../../shared/ingest/rate-limit.ts';

const MINUTE = 60_000;
const key = (eventsPerMinute: number, id = 'key_1') => ({ id, eventsPerMinute });

/** The shared counter, and how often it was written. */
function counter() {
  const sums = new Map<string, number>();
  let writes = 0;
  const count: Count = async (keyId, minute, events) => {
    writes += 1;
    const name = `${keyId} ${minute}`;
    sums.set(name, (sums.get(name) ?? 0) + events);
    return sums.get(name) ?? 0;
  };
  return { count, writes: () => writes };
}

describe('the limit of a write key', () => {
  it('lets in what is under it and says how much is left', async () => {
    const take = rateLimiter(counter().count);

    expect(await take(key(100), 30, 15_000)).toEqual({
      isAllowed: true,
      limit: 100,
      remaining: 70,
      resetSeconds: 45,
    });
  });

  it('takes a batch that begins under it whole, however large, and nothing more until the minute is over', async () => {
    const take = rateLimiter(counter().count);
    await take(key(10), 9, 0);

    const answers = [
      await take(key(10), 2_500, 1),
      await take(key(10), 1, 59_999),
      await take(key(10), 1, MINUTE),
    ];

    expect(answers.map(({ isAllowed }) => isAllowed)).toEqual([true, false, true]);
    expect(answers[1]).toMatchObject({ remaining: 0, resetSeconds: 1 });
  });

  it('costs a quiet key no write', async () => {
    const { count, writes } = counter();
    const take = rateLimiter(count);
    for (let index = 0; index < 9; index += 1) await take(key(100), 1, index * 6_000);

    expect(writes()).toBe(0);
  });

  it('counts each key and minute by itself', async () => {
    const take = rateLimiter(counter().count);
    await take(key(10), 10, 0);

    expect((await take(key(10, 'key_2'), 1, 0)).isAllowed).toBe(true);
    expect((await take(key(10), 1, 0)).isAllowed).toBe(false);
  });

  it('lets in when the counter does not answer, up to what the process itself has seen', async () => {
    const take = rateLimiter(async () => {
      throw new Error('down');
    });

    expect([(await take(key(10), 10, 0)).isAllowed, (await take(key(10), 1, 0)).isAllowed]).toEqual([
      true,
      false,
    ]);
  });

  it('holds over any number of processes but for a tenth and a batch each, in at most a dozen writes and one each', async () => {
    const request = fc.record({ process: fc.nat(4), events: fc.integer({ min: 1, max: 50 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }),
        fc.array(request, { minLength: 50, maxLength: 300 }),
        async (limit, requests) => {
          const { count, writes } = counter();
          const processes = Array.from({ length: 5 }, () => rateLimiter(count));
          let taken = 0;
          for (const { process, events } of requests) {
            const take = processes[process];
            if (take && (await take(key(limit), events, 0)).isAllowed) taken += events;
          }
          const sent = requests.reduce((sum, { events }) => sum + events, 0);

          expect(taken).toBeLessThanOrEqual(limit + 5 * (limit / 10 + 50));
          expect(taken).toBeGreaterThanOrEqual(Math.min(sent, limit) - 5 * 50);
          expect(writes()).toBeLessThanOrEqual(12 + 5);
        },
      ),
    );
  });
});

describe('the headers', () => {
  it('name the policy, what is left and when it starts anew', () => {
    expect(rateHeaders({ isAllowed: true, limit: 600, remaining: 599, resetSeconds: 42 })).toEqual({
      'ratelimit-policy': '"events";q=600;w=60',
      ratelimit: '"events";r=599;t=42',
    });
  });
});
