// What can be said on the command line of `npm start`.
import { parseArgs } from 'node:util';
import { dayOfDate } from '../../shared/platform/days.ts';
import { DEFAULT_PORT } from './emulator.ts';
import { Friendly } from './progress.ts';

export const usage = `npm start                                  the demo: real purchases of a real shop, then serve until Ctrl-C
npm start -- --once                        the same, then stop
npm start -- --purchases FILE.csv          your own sales: columns customer,date,amount
                                           and optionally returned,currency,email,name,language
  --as-of YYYY-MM-DD                       look at them as of this day (default: the last day in the file)
  --currency XXX                           their currency (default: the one in the file, else ETB)
  --consent-given                          take it that every customer in the file agreed to mail
npm start -- --port 4600                   another port than ${DEFAULT_PORT} (or TAMAGN_PORT)`;

export interface Options {
  once: boolean;
  port: number;
  purchases?: string;
  asOf?: string;
  currency?: string;
  consentGiven: boolean;
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Friendly(`"${text}" is no port: a whole number up to 65535`);
}

function dateOf(text: string): string {
  try {
    dayOfDate(text);
    return text;
  } catch {
    throw new Friendly(`--as-of "${text}" is no date such as 2026-03-02`);
  }
}

function currencyOf(text: string): string {
  if (/^[A-Z]{3}$/.test(text)) return text;
  throw new Friendly(`--currency "${text}" is no ISO 4217 code such as ETB`);
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        purchases: { type: 'string' },
        'as-of': { type: 'string' },
        currency: { type: 'string' },
        'consent-given': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Friendly(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** Reads the command line; `TAMAGN_PORT` gives the port where `--port` does not. Throws Friendly. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const values = parsed(args);
  if (!values.purchases && (values['as-of'] || values.currency || values['consent-given'])) {
    throw new Friendly(`--as-of, --currency and --consent-given go with --purchases FILE.csv\n\n${usage}`);
  }
  return {
    once: values.once,
    port: portOf(values.port ?? env.TAMAGN_PORT ?? String(DEFAULT_PORT)),
    consentGiven: values['consent-given'],
    ...(values.purchases && { purchases: values.purchases }),
    ...(values['as-of'] && { asOf: dateOf(values['as-of']) }),
    ...(values.currency && { currency: currencyOf(values.currency) }),
  };
}
