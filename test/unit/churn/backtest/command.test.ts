// The command as a user runs it, on a file of their own, without AWS.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const command = new URL('../../../../infra/local/backtest.ts', import.meta.url).pathname;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(file: string | undefined, ...more: string[]) {
  const path = join(folder, 'sales.csv');
  if (file !== undefined) writeFileSync(path, file);
  const given = file === undefined ? [] : [path];
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...given, ...more], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Thirty customers over a year, each with their own rhythm. */
const year = `Customer;Date;Amount\n${Array.from({ length: 30 }, (_, i) =>
  Array.from({ length: 3 + (i % 9) }, (_, j) => {
    const day = new Date(Date.UTC(2025, 0, 1 + i + j * (12 + i)));
    return `c${i};${day.toISOString().slice(0, 10)};${20 + i},50`;
  }).join('\n'),
).join('\n')}\n`;

describe('npm run backtest', () => {
  test('prints the report, and writes a page that loads nothing and a list of scores', () => {
    const [html, scores] = [join(folder, 'report.html'), join(folder, 'scores.csv')];
    const { status, stdout } = run(year, '--html', html, '--scores', scores, '--horizon-days', '60');

    expect(status).toBe(0);
    expect(stdout).toContain('Based on 30 customers');
    const page = readFileSync(html, 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(5);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(readFileSync(scores, 'utf8').trim().split('\n')).toHaveLength(31);
  });

  test('speaks Amharic when asked', () => {
    expect(run(year, '--language', 'am').stdout).toContain('የተቆጠሩ ደንበኞች ብዛት 30');
  });

  test('uses what can be used and names the lines that cannot', () => {
    const { status, stderr } = run(`${year}c1;someday;5\nc2;2025-02-03;-4\n`);
    expect(status).toBe(0);
    expect(stderr).toMatch(/Line \d+: date "someday" cannot be read/);
    expect(stderr).toMatch(/Line \d+: amount -4 is negative; counted as returned/);
  });

  test('ends with 1 and the reason when nothing can be used', () => {
    expect(run('client,date,amount\na,2026-01-01,5')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('Column "customer" is missing; the header has: client, date, amount.'),
    });
  });

  test.each([
    [[], /Name one file/],
    [['--horizon-days', 'x'], /whole number from 7 to 730/],
    [['--language', 'fr'], /en or am/],
    [['--nonsense'], /nonsense/],
  ])('ends with 2 and the usage for %j', (options, message) => {
    const { status, stderr } = run(options.length > 0 ? year : undefined, ...options);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('npm run backtest -- sales.csv');
  });
});
