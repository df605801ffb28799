// The words a local run ends with.
import { AtRiskRow } from '../../shared/churn/view-schema.ts';
import { toMajor } from '../../shared/platform/money.ts';
import { basic } from './api.ts';
import { qualityLines } from './data-quality.ts';
import { localPath } from './paths.ts';
import type { Stack } from './stack.ts';
import type { Told } from './story.ts';

const Line = AtRiskRow.pick({
  customerId: true,
  externalId: true,
  name: true,
  valueAtRisk: true,
  reasons: true,
});

function lineOf(entry: unknown): string {
  const { name, externalId, customerId, valueAtRisk, reasons } = Line.parse(entry);
  const { amount, currency } = valueAtRisk;
  const worth = new Intl.NumberFormat('en', { style: 'currency', currency }).format(
    toMajor(amount, currency),
  );
  return `    ${(name ?? externalId ?? customerId).padEnd(20)} ${worth.padStart(12)}  ${reasons[0]?.en ?? ''}`;
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
${qualityLines(summary.dataQuality)}
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
