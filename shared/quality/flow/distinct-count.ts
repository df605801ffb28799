// How many distinct things there were, from a set that only grows: whoever adds to it, in whatever order and how often, the
// count is the same. Exact while there are few, an estimate beyond: the set stays small however many there are.
//
// A member is the 32-bit hash of a thing. Where the set is known to have LIMIT members, only what HyperLogLog keeps of a
// hash goes in, its register and rank, and only when that raises the register's rank; so nearly nothing is added any more.
// Registers: Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog", 2007. Estimate: Ertl, "New cardinality estimation
// algorithms for HyperLogLog sketches", arXiv:1702.01284, 2017, algorithms 5 and 6: it needs no switch to linear counting
// (Whang, Vander-Zanden and Taylor, 1990), whose seam is biased by 2 % here, and it never falls when the set grows.
import { hashOf } from '../../platform/ids.ts';

/** Fewer are counted exactly. With 4 bytes each the item stays below 1 KB, which is one write unit. */
export const LIMIT = 200;

const REGISTERS = 256;
const REGISTER_SHIFT = 24;
const REST_BITS = 24;
const REST_MASK = 2 ** REST_BITS - 1;
/** Rank of a hash whose rest is zero. */
const MAX_RANK = REST_BITS + 1;
/** Marks (register and rank) are numbers above every hash. */
const MARK = 2 ** 32;
const RANKS = 32;

/** The 32-bit hash of what is counted. */
export const countHash = (parts: readonly string[]): number => Number.parseInt(hashOf(parts, 8), 16);

/** What somebody knows to be in the set: a part of it, or all. */
export interface Known {
  readonly members: ReadonlySet<number>;
  /** By register; 0: nothing. */
  readonly ranks: Uint8Array;
}

function placeOf(member: number): { register: number; rank: number } {
  if (member >= MARK) {
    return { register: Math.floor((member - MARK) / RANKS), rank: (member - MARK) % RANKS };
  }
  return {
    register: member >>> REGISTER_SHIFT,
    rank: Math.clz32(member & REST_MASK) - (32 - REST_BITS) + 1,
  };
}

export function knownFrom(members: ReadonlySet<number>): Known {
  const ranks = new Uint8Array(REGISTERS);
  for (const member of members) {
    const { register, rank } = placeOf(member);
    if (rank > (ranks[register] ?? 0)) ranks[register] = rank;
  }
  return { members, ranks };
}

/**
 * Which members must be added so that these hashes are counted; none when they are already. At most LIMIT at a time: ask
 * again with what is known then. Hashes may only go into a set that has fewer than LIMIT members (`isHash`), which the
 * store must check, since the set may have more members than are known here.
 */
export function membersToAdd({ members, ranks }: Known, hashes: readonly number[]): number[] {
  if (members.size < LIMIT) {
    return [...new Set(hashes)].filter((hash) => !members.has(hash)).slice(0, LIMIT);
  }
  const raised = new Map<number, number>();
  for (const { register, rank } of hashes.map(placeOf)) {
    if (rank > (raised.get(register) ?? ranks[register] ?? 0)) raised.set(register, rank);
  }
  return [...raised].map(([register, rank]) => MARK + register * RANKS + rank);
}

export const isHash = (member: number): boolean => member < MARK;

/** Distinct hashes that were added: exact below LIMIT, beyond with a standard error of about 6 %. */
export function countOf(members: ReadonlySet<number>): number {
  if (members.size < LIMIT) return members.size;
  return Math.max(LIMIT, Math.round(estimate(knownFrom(members).ranks)));
}

function estimate(ranks: Uint8Array): number {
  const registersOf = new Array<number>(MAX_RANK + 1).fill(0);
  for (const rank of ranks) registersOf[rank] = (registersOf[rank] ?? 0) + 1;
  const share = (rank: number) => (registersOf[rank] ?? 0) / REGISTERS;
  let sum = REGISTERS * tau(1 - share(MAX_RANK));
  for (let rank = REST_BITS; rank >= 1; rank -= 1) sum = (sum + share(rank) * REGISTERS) / 2;
  sum += REGISTERS * sigma(share(0));
  return REGISTERS ** 2 / (2 * Math.LN2 * sum);
}

/** x + sum of x^(2^k) 2^(k-1), k from 1; x < 1. */
function sigma(x: number): number {
  let [power, weight, sum] = [x, 1, x];
  for (let before = -1; sum !== before; weight *= 2) {
    before = sum;
    power *= power;
    sum += power * weight;
  }
  return sum;
}

/** (1 - x - sum of (1 - x^(2^-k))^2 2^-k, k from 1) / 3. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, weight, sum] = [x, 1, 1 - x];
  for (let before = -1; sum !== before; ) {
    before = sum;
    root = Math.sqrt(root);
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}

/** A member as stored: four bytes of a hash, two of a mark. */
export function packMember(member: number): Uint8Array {
  const bytes = Buffer.alloc(isHash(member) ? 4 : 2);
  if (isHash(member)) bytes.writeUInt32BE(member);
  else bytes.writeUInt16BE(member - MARK);
  return bytes;
}

export function readMember(packed: Uint8Array): number {
  const bytes = Buffer.from(packed);
  return bytes.length === 4 ? bytes.readUInt32BE() : MARK + bytes.readUInt16BE();
}
