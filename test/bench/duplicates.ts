// What the search for duplicates needs: node test/bench/duplicates.ts [customers]. Parts are made first, as the workers
// would leave them, and read one after another, as the nightly step does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { keyringOf } from '../../shared/platform/token.ts';
import { Census } from '../../shared/quality/census.ts';
import { DuplicateSearch } from '../../shared/quality/duplicates/duplicates.ts';
import { hasherOf } from '../../shared/quality/duplicates/match-keys.ts';
import { QualityPart } from '../../shared/quality/quality-part.ts';
import { aShopper } from '../support/shoppers.ts';
import { printTable } from './table.ts';

const CUSTOMERS = Number(process.argv[2] ?? 1_000_000);
const WORKERS = 32;

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20).toLocaleString('en')} MB`;
const seconds = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return `${((user + system) / 1e6).toFixed(1)} s`;
};

/** In a process of its own, so that its memory does not count. */
function makeParts(folder: string): void {
  const hash = hasherOf(keyringOf('a secret of the benchmark, long enough'), '2026-10-05');
  for (let worker = 0; worker < WORKERS; worker += 1) {
    const census = new Census(hash);
    for (let i = worker; i < CUSTOMERS; i += WORKERS) {
      census.see(aShopper(i, `cus_${String(i).padStart(26, '0')}`));
    }
    const part = gzipSync(JSON.stringify(census.part()), { level: 4 });
    writeFileSync(join(folder, `${worker}.json.gz`), part);
  }
}

function joinParts(folder: string): void {
  const reading = process.cpuUsage();
  const search = new DuplicateSearch();
  let bytes = 0;
  for (const file of readdirSync(folder)) {
    const part = readFileSync(join(folder, file));
    bytes += part.length;
    search.add(QualityPart.parse(JSON.parse(gunzipSync(part).toString('utf8'))).keys);
  }
  const read = seconds(reading);
  const joining = process.cpuUsage();
  const { pairs, summary } = search.join(new Set());
  const joined = seconds(joining);
  printTable(
    `Duplicates among ${CUSTOMERS.toLocaleString('en')} customers in ${WORKERS} parts`,
    ['what', 'figure'],
    [
      ['all parts, compressed', megabytes(bytes)],
      ['reading and checking the parts, processor time', read],
      ['joining, processor time', joined],
      ['memory at its peak', megabytes(process.resourceUsage().maxRSS * 1_024)],
      [
        'pairs found: strong, likely, possible; kept',
        `${Object.values(summary.pairs).join(', ')}; ${pairs.length}`,
      ],
    ],
  );
}

if (process.argv[3]) makeParts(process.argv[3]);
else {
  const folder = mkdtempSync(join(tmpdir(), 'duplicates-'));
  try {
    const made = spawnSync(process.execPath, [import.meta.filename, String(CUSTOMERS), folder], {
      stdio: 'inherit',
    });
    if (made.status !== 0) throw new Error('the parts could not be made');
    joinParts(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
