// The most likely pairs out of any number, without holding them all.

import { Confidence, type DuplicatePair, Evidence } from '../schema.ts';
import type { Judgement } from './match-rules.ts';

/** Smaller is likelier: by confidence, then by how much and how strong the evidence is. */
export function rankOf({ confidence, evidence }: Judgement): number {
  const last = Evidence.options.length;
  const strength = evidence.reduce((sum, code) => sum + 2 ** (last - Evidence.options.indexOf(code)), 0);
  return Confidence.options.indexOf(confidence) * 2 ** (last + 1) - strength;
}

interface Ranked {
  rank: number;
  pair: DuplicatePair;
}

const inTurn = (a: Ranked, b: Ranked): number =>
  a.rank - b.rank ||
  (a.pair.one === b.pair.one ? (a.pair.other < b.pair.other ? -1 : 1) : a.pair.one < b.pair.one ? -1 : 1);

export class Best {
  private readonly most: number;
  private held: Ranked[] = [];
  /** The last that is still among the best, once there are enough. */
  private last: Ranked | undefined;

  constructor(most: number) {
    this.most = most;
  }

  add(rank: number, pair: DuplicatePair): void {
    const ranked = { rank, pair };
    if (this.last && inTurn(this.last, ranked) < 0) return;
    this.held.push(ranked);
    if (this.held.length >= 2 * this.most) this.cut();
  }

  inOrder(): DuplicatePair[] {
    this.cut();
    return this.held.map(({ pair }) => pair);
  }

  private cut(): void {
    this.held = this.held.sort(inTurn).slice(0, this.most);
    this.last = this.held[this.most - 1];
  }
}
