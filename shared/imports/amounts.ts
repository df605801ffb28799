// What a row of purchases says of money.
import { currencyDigits } from '../platform/money.ts';
import { readMoney } from '../platform/read-money.ts';
import { cutText } from '../platform/text.ts';
import type { Field, Row } from './fields.ts';
import type { Reading } from './people.ts';
import type { Findings } from './problems.ts';

export interface RowMoney {
  /** Negative: given back. */
  amount: number;
  /** Of the amount, what the column of returns says. */
  refunded: number;
  currency: string;
}

export const saysAmount = ({ amount, unitPrice }: Row): boolean => (amount ?? unitPrice) !== undefined;

/** Whether a row gives money back, whatever the marks of its decimals. */
export function isGivenBack({ amount, unitPrice, quantity }: Row): boolean {
  const sign = (text: string | undefined) => Math.sign((text && readMoney(text, false)?.value) || 0);
  return (amount === undefined ? sign(unitPrice) * sign(quantity ?? '1') : sign(amount)) < 0;
}

export function moneyOf(row: Row, reading: Reading, findings: Findings): RowMoney | undefined {
  const paid = paidOf(row, reading, findings);
  if (!paid) return undefined;
  const back = row.refunded === undefined ? { value: 0 } : readMoney(row.refunded, reading.isCommaDecimal);
  if (!back) findings.leaveOut('refunded', `"${cutText(row.refunded ?? '', 40)}" is no amount`);
  const currency = (row.currency ?? paid.currency ?? reading.currency).toUpperCase();
  if (!isCurrency(currency))
    return findings.refuse('currency', `"${cutText(currency, 20)}" is no currency code such as ETB`);
  return { amount: paid.value, refunded: Math.abs(back?.value ?? 0), currency };
}

/** The amount; where there is no such column, the price of a piece times how many. */
function paidOf(row: Row, { isCommaDecimal }: Reading, findings: Findings) {
  const read = (field: Field, text: string) =>
    readMoney(text, isCommaDecimal) ?? findings.refuse(field, `"${cutText(text, 40)}" is no amount`);
  if (row.amount !== undefined) return read('amount', row.amount);
  if (row.unitPrice === undefined) return findings.refuse('amount', 'no amount');
  const price = read('unitPrice', row.unitPrice);
  const quantity = row.quantity === undefined ? { value: 1 } : read('quantity', row.quantity);
  return price && quantity && { ...price, value: price.value * quantity.value };
}

function isCurrency(code: string): boolean {
  try {
    return code.length === 3 && currencyDigits(code) >= 0;
  } catch {
    return false;
  }
}
