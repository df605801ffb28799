// One step of an import of a large file, alone in a process as large as its function's; prints how it went as JSON.
// Started by import-memory.ts: node import-step.ts <step> <folder> <import id> <kind> <format>
import type { ImportRow } from '../../shared/imports/import-store.ts';
import { Options, type RunInput } from '../../shared/imports/schema.ts';
import { finish } from '../../shared/imports/steps/finish.ts';
import { prepare } from '../../shared/imports/steps/prepare.ts';
import { DiskFiles } from '../support/disk-files.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const [step, folder = '', importId = '', kind, format] = process.argv.slice(2);
const run: RunInput = { importId, mode: 'start', attempt: 1 };
const row = {
  id: importId,
  kind: kind === 'lines' ? 'purchases' : kind,
  format,
  size: 1,
  mapping: {},
  options: Options.parse(kind === 'lines' ? { rows: 'lines' } : {}),
  state: 'importing',
  createdAt: new Date(NOW).toISOString(),
  createdBy: 'user-1',
  attempt: 1,
} as ImportRow;
const noted: Record<string, unknown> = {};
const files = new DiskFiles(folder);
const parts = {
  store: {
    get: async () => row,
    note: async (_run: RunInput, facts: object) => void Object.assign(noted, facts),
    noteDone: async () => {},
  },
  files,
  objects: files,
  business: { currency: 'ETB', country: 'ET', timeZone: 'Africa/Addis_Ababa' },
};

const before = process.cpuUsage();
let planned: unknown;
if (step === 'finish') await finish(parts, { ...run, folder: `imports/${importId}` }, NOW);
else planned = await prepare(parts, run, NOW);
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    seconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    rows: noted.rows,
    chunks: noted.chunks,
    problems: noted.problems ?? [],
    stateBytes: JSON.stringify(planned ?? {}).length,
  }),
);
