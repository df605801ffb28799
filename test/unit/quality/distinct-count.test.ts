import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countHash,
  countOf,
  isHash,
  knownFrom,
  LIMIT,
  membersToAdd,
  packMember,
  readMember,
} from '../../../shared/quality/flow/distinct-count.ts';
import { seededRandom } from '../../../shared/stats/random.ts';

/** A set in a store, and processes that know what it held when they last looked. */
class SharedSet {
  readonly members = new Set<number>();

  /** Adds as the store does: a hash is refused once the set is full, and the refusal shows the set. */
  add(hashes: readonly number[], seen: ReadonlySet<number>): Set<number> {
    let known = seen;
    for (;;) {
      const more = membersToAdd(knownFrom(known), hashes);
      if (more.length === 0) return new Set(known);
      const isRefused = more.some(isHash) && this.members.size >= LIMIT;
      if (!isRefused) for (const member of more) this.members.add(member);
      known = new Set(this.members);
    }
  }
}

const countedAlone = (hashes: readonly number[]): number => {
  const set = new SharedSet();
  set.add(hashes, new Set());
  return countOf(set.members);
};

const someHashes = (count: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Math.floor(random.uniform() * 2 ** 32));
};

describe('the count of distinct things', () => {
  it('is exact below the limit', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(2 ** 32 - 1), { maxLength: LIMIT - 1 }), (hashes) => {
        expect(countedAlone(hashes)).toBe(hashes.length);
      }),
    );
  });

  it('depends on neither order, repetition, batches nor who knew what of the set', () => {
    const plan = fc.record({
      count: fc.constantFrom(5, LIMIT - 1, LIMIT, LIMIT + 1, 450, 1_500),
      seed: fc.nat(),
      /** Batch sizes; which process brings the batch; whether it starts anew, knowing nothing. */
      steps: fc.array(
        fc.record({ size: fc.integer({ min: 1, max: 260 }), who: fc.nat(2), isNew: fc.boolean() }),
        { minLength: 1, maxLength: 12 },
      ),
      repeats: fc.array(fc.nat(2_000), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(plan, ({ count, seed, steps, repeats }) => {
        const hashes = someHashes(count, seed);
        const random = seededRandom(seed + 1);
        const sent = [...hashes, ...repeats.map((index) => hashes[index % count] ?? 0)]
          .map((hash) => ({ hash, place: random.uniform() }))
          .sort((one, other) => one.place - other.place)
          .map(({ hash }) => hash);
        const set = new SharedSet();
        const minds = [new Set<number>(), new Set<number>(), new Set<number>()];
        for (let start = 0, step = 0; start < sent.length; step += 1) {
          const { size, who, isNew } = steps[step % steps.length] ?? { size: 1, who: 0, isNew: false };
          const seen = (!isNew && minds[who]) || new Set<number>();
          minds[who] = set.add(sent.slice(start, start + size), seen);
          start += size;
        }

        expect(countOf(set.members)).toBe(countedAlone(hashes));
        const before = set.members.size;
        // Who saw only a part of the set may be right already: what is missing there, something greater covers.
        for (const mind of minds) expect(countOf(set.add(sent, mind))).toBe(countOf(set.members));
        expect(set.members.size).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it('hardly moves for the rarest of hashes, one whose rest is zero', () => {
    const hashes = someHashes(2_000, 9);

    const [before, after] = [countedAlone(hashes), countedAlone([...hashes, 0x05000000])];

    expect(after).toBeGreaterThanOrEqual(before);
    expect(after / before).toBeLessThan(1.02);
  });

  it('never falls when more is added', () => {
    const hashes = someHashes(3_000, 11);
    const set = new SharedSet();
    let [seen, before] = [new Set<number>(), 0];
    for (let start = 0; start < hashes.length; start += 10) {
      seen = set.add(hashes.slice(start, start + 10), seen);
      const count = countOf(set.members);
      expect(count).toBeGreaterThanOrEqual(before);
      before = count;
    }
  });

  it.each([
    { count: 250, sets: 200, error: 0.065, bias: 0.015 },
    { count: 640, sets: 200, error: 0.065, bias: 0.015 },
    { count: 1_000, sets: 200, error: 0.07, bias: 0.015 },
    { count: 10_000, sets: 60, error: 0.085, bias: 0.025 },
  ])('of $count has no bias and a small error', ({ count, sets, error, bias }) => {
    const errors = Array.from(
      { length: sets },
      (_, seed) => countedAlone(someHashes(count, seed)) / count - 1,
    );

    const mean = errors.reduce((sum, one) => sum + one, 0) / sets;
    const square = errors.reduce((sum, one) => sum + one ** 2, 0) / sets;
    expect(Math.sqrt(square)).toBeLessThan(error);
    expect(Math.abs(mean)).toBeLessThan(bias);
  });

  it('needs a set of bounded size, however many there are and however often processes start anew', () => {
    const set = new SharedSet();
    const hashes = someHashes(60_000, 5);
    for (let start = 0; start < hashes.length; start += 100) {
      set.add(hashes.slice(start, start + 100), new Set());
    }

    const bytes = [...set.members].reduce((sum, member) => sum + packMember(member).length, 0);
    expect([...set.members].filter(isHash).length).toBeLessThan(LIMIT + 100);
    expect(bytes).toBeLessThan(4_000);
  });
});

describe('a member', () => {
  it('survives being stored', () => {
    const known = knownFrom(new Set(someHashes(LIMIT, 3)));
    const marks = membersToAdd(known, someHashes(5_000, 4));
    const members = [0, 1, 2 ** 31, 2 ** 32 - 1, ...marks];

    expect(marks.length).toBeGreaterThan(100);
    expect(members.map((member) => readMember(packMember(member)))).toEqual(members);
    expect(new Set(members.map((member) => Buffer.from(packMember(member)).toString('hex'))).size).toBe(
      members.length,
    );
  });

  it('is the same for the same thing, and spread over all hashes', () => {
    const hashes = Array.from({ length: 2_000 }, (_, index) => countHash(['cus_1', `purchase#${index}`]));

    expect(countHash(['cus_1', 'purchase#7'])).toBe(hashes[7]);
    expect(new Set(hashes).size).toBe(2_000);
    expect(new Set(hashes.map((hash) => hash >>> 24)).size).toBe(256);
  });
});
