import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, wholeJson } from '../../../shared/platform/text.ts';

const half = String.raw`\ud83d`;
const whole = String.raw`\ud83d\ude00`;

describe('wholeJson', () => {
  it.each([
    ['half a character', `{"a${half}":"${half}x"}`, { 'a\ufffd': '\ufffdx' }],
    ['two first halves and a second', `["${half}${whole}"]`, ['\ufffd😀']],
    ['a second half alone', String.raw`["\uDE00"]`, ['\ufffd']],
    ['a whole character', `["${whole}"]`, ['😀']],
    ['text about escapes', String.raw`["\\ud83d"]`, [String.raw`\ud83d`]],
  ])('reads %s', (_title, json, value) => {
    expect(JSON.parse(wholeJson(json))).toEqual(value);
  });

  it('leaves no half in any JSON, and changes nothing else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', '\\', 'u', 'a') }),
        (one, other) => {
          const [a, b] = JSON.parse(wholeJson(JSON.stringify([one, other])));

          expect([a, b]).toEqual([one.toWellFormed(), other.toWellFormed()]);
        },
      ),
    );
  });
});

describe('cutText', () => {
  it('leaves no half of a character', () => {
    expect(cutText('ab😀', 3)).toBe('ab\ufffd');
    expect(cutText('ab😀', 4)).toBe('ab😀');
  });
});
