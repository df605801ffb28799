// The README is written by hand; what can be held against the code is.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Config } from '../../../infra/config.ts';
import { RiskChanged } from '../../../shared/churn/events.ts';
import { areas } from '../../../shared/docs/areas.ts';
import { ConsentRequested, PurchaseRecorded, RefundRecorded } from '../../../shared/ingest/events.ts';
import { tableDefinitions } from '../../../shared/platform/tables.ts';

const readme = readFileSync('README.md', 'utf8');
const amharic = readFileSync('README.am.md', 'utf8');
const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

describe('the README', () => {
  test('names every route', () => {
    const paths = areas.flatMap(({ routes }) => Object.keys(routes)).map((key) => key.split(' ')[1] ?? '');

    expect(paths.filter((path) => !readme.includes(path))).toEqual([]);
  });

  test('names every event, table and index', () => {
    const events = [RiskChanged, PurchaseRecorded, RefundRecorded, ConsentRequested].map(({ name }) => name);
    const indexes = Object.values(tableDefinitions).flatMap(({ indexes }) => Object.keys(indexes));
    const names = [...events, ...Object.keys(tableDefinitions), ...indexes];

    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

describe.each([
  ['README.md', readme],
  ['README.am.md', amharic],
])('%s', (_, text) => {
  test('tells only commands that exist', () => {
    const commands = [...text.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name ?? '');

    expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const files = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file ?? '');

    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

test('every setting the README names exists', () => {
  const named = [
    'region',
    'businessName',
    'businessAddress',
    'senderAddress',
    'marketers',
    'timeZone',
    'country',
  ];

  expect(Object.keys(Config.shape)).toEqual(
    expect.arrayContaining([...named, 'currency', 'senderIdentity', 'alarmAddress']),
  );
  for (const name of named) expect(readme).toContain(`\`${name}\``);
});
