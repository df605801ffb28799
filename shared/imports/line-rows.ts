// A row that is one line of an order: what it adds to the order, and what becomes of it.
import { moneyOf, type RowMoney, saysAmount } from './amounts.ts';
import type { ImportedEvent } from './customer-rows.ts';
import type { Row } from './fields.ts';
import type { LineNote } from './notes.ts';
import type { Reading } from './people.ts';
import type { Findings } from './problems.ts';
import { purchaseEvents, purchaseTime } from './purchase-rows.ts';

export interface Line {
  /** Milliseconds; undefined: the line leaves it to the others, as it may the buyer. */
  at: number | undefined;
  money: RowMoney | undefined;
}

/** Undefined, with a finding, when a cell cannot be read: the order would come to less than it was. */
export function lineOf(row: Row, reading: Reading, findings: Findings): Line | undefined {
  const at = row.date === undefined ? undefined : purchaseTime(row, reading, findings);
  const money = saysAmount(row)
    ? moneyOf(row, reading, findings)
    : findings.leaveOut('amount', 'no amount: this line adds nothing to its order');
  return findings.isRefused ? undefined : { at, money };
}

export function lineEvents(row: Row, note: LineNote, reading: Reading, findings: Findings): ImportedEvent[] {
  lineOf(row, reading, findings);
  if ('why' in note && !findings.isRefused) findings.refuse('orderId', note.why);
  return 'whole' in note ? purchaseEvents(row, 0, reading, findings, note.whole) : [];
}
