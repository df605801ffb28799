// Reads an amount of money as people write it, with or without a currency beside it.

const signs: Record<string, string> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  br: 'ETB',
  birr: 'ETB',
  ብር: 'ETB',
};

/**
 * "1,234.50", "1.234,50", "1 234,5", "ETB 90", "90 ብር", "(12.00)" (negative). Where one mark could be
 * either, `commaDecimal` says that the comma starts the decimals. Undefined when it is no number.
 */
export function readMoney(
  text: string,
  commaDecimal: boolean,
): { value: number; currency?: string } | undefined {
  const match =
    /^(\(?)\s*([^\d\s.,()+-]*)\s*([-+]?)\s*([\d.,'\s\u00A0\u202F]+?)\s*([^\d\s.,()+-]*)\s*(\)?)$/.exec(
      text.trim().replace(/^-\s*([^\d\s.,]+)\s*/, '$1-'),
    );
  if (!match) return undefined;
  const [, open, before = '', sign, digits = '', after = '', close] = match;
  const number = Number(plain(digits.replace(/[\s'\u00A0\u202F]/g, ''), commaDecimal) || 'none');
  if (!Number.isFinite(number) || (open === '(') !== (close === ')')) return undefined;
  const value = sign === '-' || open === '(' ? -number : number;
  const unit = before || after;
  if (unit === '') return { value };
  const currency = signs[unit.toLowerCase()] ?? (/^[a-z]{3}$/i.test(unit) ? unit.toUpperCase() : undefined);
  return currency ? { value, currency } : undefined;
}

/** Digits with a full stop before the decimals and nothing else. */
function plain(digits: string, commaDecimal: boolean): string {
  const comma = digits.lastIndexOf(',');
  const stop = digits.lastIndexOf('.');
  if (comma < 0) {
    const isGrouped = commaDecimal && /^[1-9]\d{0,2}\.\d{3}$/.test(digits);
    return stop === digits.indexOf('.') && !isGrouped ? digits : digits.replaceAll('.', '');
  }
  const thousands = /^\d{1,3}(,\d{3})+$/.test(digits) && !commaDecimal;
  if (thousands || stop > comma) return digits.replaceAll(',', '');
  return digits.replaceAll('.', '').replace(',', '.');
}
