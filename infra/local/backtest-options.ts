// The options of `npm run backtest`.
import { parseArgs } from 'node:util';
import { Language } from '../../shared/customers/schema.ts';

export const usage =
  'npm run backtest -- sales.csv [--horizon-days 90] [--as-of YYYY-MM-DD] [--language en|am] [--html report.html] [--scores out.csv [--uncorrected]]';

export class UsageError extends Error {}

/** Throws UsageError, or what parseArgs throws, with a message for the user. */
export function readOptions(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'horizon-days': { type: 'string', default: '90' },
      'as-of': { type: 'string' },
      language: { type: 'string', default: 'en' },
      html: { type: 'string' },
      scores: { type: 'string' },
      uncorrected: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  const horizonDays = Number(values['horizon-days']);
  if (file === undefined || positionals.length > 1) throw new UsageError('Name one file of sales.');
  if (!Number.isInteger(horizonDays) || horizonDays < 7 || horizonDays > 730)
    throw new UsageError('--horizon-days must be a whole number from 7 to 730.');
  const language = Language.safeParse(values.language);
  if (!language.success) throw new UsageError('--language is en or am.');
  return { ...values, file, horizonDays, language: language.data };
}
