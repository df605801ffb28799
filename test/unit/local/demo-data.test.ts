import { describe, expect, it } from 'vitest';
import { demoSales, shiftOf } from '../../../infra/local/demo-data.ts';

const csv = 'cust,date,sales,returns\n12347,2011-12-02,711.79,0.00\n12348,2011-12-09,20.00,5.50\n';
const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay();

describe('the demo data', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])('end within the seven days up to a newest day, %i days on', (days) => {
    const shift = shiftOf(100, 1000 + days);

    expect(shift % 7).toBe(0);
    expect(1000 + days - (100 + shift)).toBeGreaterThanOrEqual(0);
    expect(1000 + days - (100 + shift)).toBeLessThan(7);
  });

  it('keep weekdays and the days between purchases', () => {
    const [first, second] = demoSales(csv, '2026-11-21');

    expect(second?.date).toBe('2026-11-20');
    expect(first?.date).toBe('2026-11-13');
    expect(weekday(second?.date ?? '')).toBe(weekday('2011-12-09'));
  });

  it('speak of stand-ins, every second one in Amharic', () => {
    const lines = demoSales(csv, '2026-11-21');

    expect(lines.map(({ language }) => language)).toEqual(['en', 'am']);
    expect(lines.every(({ email }) => email?.endsWith('@example.com'))).toBe(true);
    expect(lines[1]).toMatchObject({ customer: '12348', amount: 20, returned: 5.5, currency: 'GBP' });
  });
});
