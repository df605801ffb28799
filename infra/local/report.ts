// The words a local run ends with.
import * as z from 'zod';
import { basic } from './api.ts';
import { localPath } from './paths.ts';
import type { Stack } from './stack.ts';
import type { Told } from './story.ts';

const Money = z.object({ amount: z.number(), currency: z.string() });
/** What is shown of a line of GET /v1/at-risk; anything else in it is left alone. */
const Line = z.looseObject({
  name: z.string().nullish(),
  id: z.string().nullish(),
  valueAtRisk: Money.nullish(),
  reason: z.string().nullish(),
});

function lineOf(entry: unknown): string {
  const { name, id, valueAtRisk, reason } = Line.parse(entry);
  const worth = valueAtRisk
    ? new Intl.NumberFormat('en', { style: 'currency', currency: valueAtRisk.currency }).format(
        valueAtRisk.amount / 100,
      )
    : '';
  return `    ${(name ?? id ?? '').padEnd(20)} ${worth.padStart(12)}  ${reason ?? ''}`;
}

/** What was found, for the terminal. */
export function report({ summary, mails }: Told, summaryFile: string): string {
  const { model, bands, seconds } = summary;
  const example = mails.find(({ To }) => To.some((address) => address.startsWith('customer-')));
  return `
  ${summary.customers} customers, ${summary.purchases} purchases up to ${summary.asOf}
  Model: ${model.name}, k = ${model.k}, fitted on ${model.customers} customers
  Bands: ${Object.entries(bands)
    .map(([band, count]) => `${band} ${count}`)
    .join(', ')}
  At risk, the most valuable first:
${summary.atRiskTop.map(lineOf).join('\n')}
  Mails: ${summary.mails.retention} to customers, ${summary.mails.atRiskList} to marketers${example ? `; for example "${example.Subject}"` : ''}
  Seconds: deploy ${seconds.deploy}, load ${seconds.load.toFixed(1)}, nightly ${seconds.nightly.toFixed(1)}
  Written: ${summaryFile} and ${localPath('scores.csv')}`;
}

/** How to go on while it serves. */
export function invitation({ apiUrl, emulator, outputs }: Stack, { writeKey, owner }: Told): string {
  return `
  API       ${apiUrl}
  Pages     http://${outputs.ApiId}.execute-api.localhost:${emulator.port}/docs
  Mails     ${emulator.url}/_ministack/ses/messages
  Owner     ${owner.email}, password ${owner.password}; a fresh token is always in .local/token
  Write key ${writeKey}

  API='${apiUrl}'
  curl -H "Authorization: Bearer $(cat .local/token)" "$API/v1/at-risk?limit=5"
  curl -H 'Authorization: ${basic(writeKey)}' -d '{"userId":"c-1","event":"Order Completed","properties":{"total":250}}' "$API/v1/track"

  Ctrl-C stops it.`;
}
