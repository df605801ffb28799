// What a row of purchases says of money.
import { currencyDigits } from '../platform/money.ts';
import { readMoney } from '../platform/read-money.ts';
import { cutText } from '../platform/text.ts';
import type { Row } from './fields.ts';
import type { Reading } from './people.ts';
import type { Findings } from './problems.ts';

export function moneyOf(row: Row, reading: Reading, findings: Findings) {
  if (row.amount === undefined) return findings.refuse('amount', 'no amount');
  const paid = readMoney(row.amount, reading.isCommaDecimal);
  if (!paid) return findings.refuse('amount', `"${cutText(row.amount, 40)}" is no amount`);
  const back = row.refunded === undefined ? { value: 0 } : readMoney(row.refunded, reading.isCommaDecimal);
  if (!back) findings.leaveOut('refunded', `"${cutText(row.refunded ?? '', 40)}" is no amount`);
  const currency = (row.currency ?? paid.currency ?? reading.currency).toUpperCase();
  if (!isCurrency(currency))
    return findings.refuse('currency', `"${cutText(currency, 20)}" is no currency code such as ETB`);
  return { amount: paid.value, refunded: Math.abs(back?.value ?? 0), currency };
}

function isCurrency(code: string): boolean {
  try {
    return code.length === 3 && currencyDigits(code) >= 0;
  } catch {
    return false;
  }
}
