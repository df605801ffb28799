// `npm start`: a whole Tamagn on this machine with real purchases in it. Options: options.ts.

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { configOf } from '../config.ts';
import type { Emulator } from './emulator.ts';
import { readOptions } from './options.ts';
import { localPath } from './paths.ts';
import { Friendly } from './progress.ts';
import { invitation, report } from './report.ts';
import { chooseSales } from './sales.ts';
import { bringUp } from './stack.ts';
import { type Told, tell } from './story.ts';
import { writeSummary } from './summary.ts';

// Shorter than a token lasts.
const RENEW_MS = 45 * 60_000;

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());

async function keepTokenFresh({ owner }: Told): Promise<void> {
  const renew = async () => writeFileSync(localPath('token'), await owner.token());
  await renew();
  setInterval(() => void renew().catch(console.error), RENEW_MS).unref();
}

async function run(onStart: (emulator: Emulator) => void): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const sales = chooseSales(options, new Date(), configOf('local').timeZone);
  console.log(`Tamagn, with ${sales.title}`);
  for (const remark of sales.remarks) console.log(`  ${remark}`);
  const settings = { currency: sales.currency };
  const stack = await bringUp({ port: options.port, name: 'run', settings, onStart });
  writeFileSync(localPath('outputs.json'), JSON.stringify(stack.outputs, null, 2));
  const told = await tell(stack, sales);
  console.log(report(told, writeSummary(told.summary)));
  if (options.once) return;
  await keepTokenFresh(told);
  isServing = true;
  console.log(invitation(stack, told));
  await once(stopped.signal, 'abort');
}

let emulator: Emulator | undefined;
let isServing = false;
const interrupted = once(stopped.signal, 'abort');
try {
  await Promise.race([run((started) => (emulator = started)), interrupted]);
} catch (error) {
  console.error(error instanceof Friendly ? `\n${error.message}` : error);
  process.exitCode = 1;
}
// Interrupted before the work was done.
if (stopped.signal.aborted && !isServing) process.exitCode = 130;
await emulator?.stop();
process.exit();
