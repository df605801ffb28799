// The at-risk list for a spreadsheet: contact data, the score in plain numbers, reasons in both languages.
import { stringify } from 'csv-stringify/sync';
import type { Customer } from '../customers/schema.ts';
import { toMajor } from '../platform/money.ts';
import { forSpreadsheets } from '../platform/spreadsheet.ts';
import type { AtRiskRow } from './view-schema.ts';

const columns = [
  'customerId',
  'externalId',
  'name',
  'email',
  'phone',
  'language',
  'band',
  'since',
  'riskPercent',
  'valueAtRisk',
  'lifetimeValue',
  'currency',
  'lastPurchaseOn',
  'silentDays',
  'usualIntervalDays',
  'whyEnglish',
  'whyAmharic',
  'nextStepEnglish',
  'nextStepAmharic',
];

const record = ({ profile }: Customer, row: AtRiskRow): Record<string, string | number | undefined> => ({
  customerId: row.customerId,
  externalId: row.externalId ?? undefined,
  name: profile.name,
  email: profile.email,
  phone: profile.phone,
  language: profile.language,
  band: row.band,
  since: row.since,
  riskPercent: Math.round(row.risk * 100),
  valueAtRisk: toMajor(row.valueAtRisk.amount, row.valueAtRisk.currency),
  lifetimeValue: toMajor(row.lifetimeValue.amount, row.lifetimeValue.currency),
  currency: row.valueAtRisk.currency,
  lastPurchaseOn: row.lastPurchaseOn,
  silentDays: row.silentDays,
  usualIntervalDays: row.usualIntervalDays ?? undefined,
  whyEnglish: row.reasons.map(({ en }) => en).join(' '),
  whyAmharic: row.reasons.map(({ am }) => am).join(' '),
  nextStepEnglish: row.nextStep?.en,
  nextStepAmharic: row.nextStep?.am,
});

/**
 * One part of the list as CSV. The first part has the header and a byte order mark, without which spreadsheets garble
 * Amharic. Cells that begin like a formula are defused (OWASP, CSV injection).
 */
export const atRiskCsv = (
  rows: readonly { customer: Customer; row: AtRiskRow }[],
  isFirst: boolean,
): string =>
  stringify(
    rows.map(({ customer, row }) => record(customer, row)),
    { columns, header: isFirst, bom: isFirst, ...forSpreadsheets },
  );
