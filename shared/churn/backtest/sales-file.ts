// Reads a business's own list of sales (CSV); keeps what can be used and says what could not, by line.
import { parse } from 'csv-parse/sync';
import { readMoney } from '../../platform/read-money.ts';
import { readDay } from './sales-day.ts';

/** One usable line. Money in major units; `returned` is never negative. */
export interface SalesLine {
  line: number;
  customer: string;
  /** ISO date as written in the file. */
  date: string;
  amount: number;
  returned: number;
  currency?: string;
  email?: string;
  name?: string;
  language?: string;
}

export interface SalesProblem {
  code: 'file' | 'column' | 'customer' | 'date' | 'amount' | 'negative' | 'returned' | 'currency' | 'line';
  /** 1-based line of the file; the header is line 1. */
  line: number;
  message: string;
  /** False when the line was used all the same, as the message says. */
  skipped: boolean;
}

export interface SalesFile {
  lines: SalesLine[];
  problems: SalesProblem[];
  currency: string | undefined;
}

const required = ['customer', 'date', 'amount'] as const;

/**
 * Columns: customer, date, amount, and where present returned, currency, email, name, language; any
 * order and letter case, comma, semicolon or tab, with or without byte-order mark. Never throws on
 * content: an unusable file gives no lines and the problems.
 */
export function readSalesFile(text: string): SalesFile {
  const problems: SalesProblem[] = [];
  const { records, delimiter } = split(text, problems);
  const header = records.shift();
  if (!header)
    return { lines: [], problems: [...problems, fileProblem('The file is empty.')], currency: undefined };
  const names = header.cells.map((cell) => cell.trim().toLowerCase());
  for (const name of required) {
    if (names.includes(name)) continue;
    const message = `Column "${name}" is missing; the header has: ${names.join(', ')}.`;
    problems.push({ code: 'column', line: header.line, message, skipped: true });
  }
  if (required.some((name) => !names.includes(name))) return { lines: [], problems, currency: undefined };
  const lines: SalesLine[] = [];
  for (const { cells, line } of records) {
    const cell = (name: string) => cells[names.indexOf(name)]?.trim() ?? '';
    const read = readLine(cell, line, delimiter);
    problems.push(...read.problems);
    if (read.line) lines.push(read.line);
  }
  return oneCurrency(lines, problems);
}

interface Split {
  records: { cells: string[]; line: number }[];
  delimiter: string;
}

function split(text: string, problems: SalesProblem[]): Split {
  const firstLine = /^\uFEFF?[^\r\n]*/.exec(text)?.[0] ?? '';
  const count = (mark: string) => firstLine.split(mark).length;
  const delimiter = [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  const records: Split['records'] = [];
  try {
    parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        if (cells.some((cell) => cell.trim() !== '')) records.push({ cells, line: lines });
        return null;
      },
    });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    const message = `From line ${line} on the file cannot be read: a quotation mark is not closed.`;
    problems.push({ code: 'line', line, message, skipped: true });
  }
  return { records, delimiter };
}

function readLine(cell: (name: string) => string, line: number, delimiter: string) {
  const problems: SalesProblem[] = [];
  const note = (code: SalesProblem['code'], message: string, skipped: boolean) => {
    problems.push({ code, line, message: `Line ${line}: ${message}`, skipped });
  };
  const customer = cell('customer');
  if (customer === '') note('customer', 'no customer.', true);
  const date = readDay(cell('date'));
  if (!date.ok) note('date', date.reason, true);
  const amount = readMoney(cell('amount'), delimiter === ';');
  if (!amount) note('amount', `amount "${cell('amount')}" is not a number.`, true);
  const back = cell('returned') === '' ? { value: 0 } : readMoney(cell('returned'), delimiter === ';');
  if (!back) note('returned', `returned "${cell('returned')}" is not a number; taken as 0.`, false);
  if (!date.ok || !amount || customer === '') return { problems };
  if (amount.value < 0) note('negative', `amount ${amount.value} is negative; counted as returned.`, false);
  const returned = Math.abs(back?.value ?? 0) + Math.max(0, -amount.value);
  const read: SalesLine = { line, customer, date: date.day, amount: Math.max(0, amount.value), returned };
  const currency = cell('currency').toUpperCase() || amount.currency;
  if (currency) read.currency = currency;
  for (const name of ['email', 'name', 'language'] as const) if (cell(name) !== '') read[name] = cell(name);
  return { problems, line: read };
}

/** Keeps the commonest currency: sums over two would mean nothing. */
function oneCurrency(lines: SalesLine[], problems: SalesProblem[]): SalesFile {
  const counts = new Map<string | undefined, number>();
  for (const { currency } of lines) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const [commonest] = [...counts].filter(([code]) => code).sort(([, a], [, b]) => b - a)[0] ?? [];
  const isOther = (line: SalesLine) => line.currency !== undefined && line.currency !== commonest;
  for (const { line, currency } of lines.filter(isOther)) {
    const message = `Line ${line}: amount in ${currency}, but most of the file is in ${commonest}; left out.`;
    problems.push({ code: 'currency', line, message, skipped: true });
  }
  const kept = lines.filter((line) => !isOther(line));
  return { lines: kept, problems: problems.sort((a, b) => a.line - b.line), currency: commonest };
}

const fileProblem = (message: string): SalesProblem => ({ code: 'file', line: 1, message, skipped: true });
