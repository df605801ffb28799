// Texts that come again and again, each kept once.
import { createHash } from 'node:crypto';

export class Texts {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  numberOf(text: string): number {
    const found = this.numbers.get(text);
    if (found !== undefined) return found;
    this.numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  textOf(number: number): string {
    return this.texts[number] ?? '';
  }
}

/** A few bytes that stand for a text, so that a million of them fit in memory. */
export const short = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 16);
