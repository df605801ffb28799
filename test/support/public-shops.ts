// The two public data sets as dated sales; sources and licences stand in test/fixtures/README.md.
import { readFileSync } from 'node:fs';
import type { DatedSale } from '../../shared/churn/calibration/histories.ts';
import { dayOfDate } from '../../shared/platform/days.ts';

const linesOf = (file: string) =>
  readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/);

/** CDNOW sample: 2,357 customers who first bought from January to March 1997. */
export function cdnowSales(): DatedSale[] {
  return linesOf('cdnow-sample.txt').map((line) => {
    const [customer = '', , date = '', , value = ''] = line.trim().split(/\s+/);
    const day = dayOfDate(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`);
    return { customer, day, net: Number(value), bought: true };
  });
}

/** Online Retail, December 2010 to December 2011; a row that only returns goods is no purchase. */
export const onlineRetailSales = (): DatedSale[] => onlineRetail((sales, returns) => sales - returns);

/** The same without taking returned goods off. */
export const grossSales = (): DatedSale[] => onlineRetail((sales) => sales);

function onlineRetail(net: (sales: number, returns: number) => number): DatedSale[] {
  return linesOf('online-retail-2011.csv')
    .slice(1)
    .map((line) => {
      const [customer = '', date = '', sales = '', returns = ''] = line.split(',');
      return {
        customer,
        day: dayOfDate(date),
        net: net(Number(sales), Number(returns)),
        bought: Number(sales) > 0,
      };
    });
}

/** Ends of calibration and hold-out, as used for the reference values. */
export const publicShops = [
  { name: 'CDNOW, 39 weeks', sales: cdnowSales, now: dayOfDate('1997-09-30'), horizonDays: 273 },
  {
    name: 'Online Retail 2011, 26 weeks',
    sales: onlineRetailSales,
    now: dayOfDate('2011-06-09'),
    horizonDays: 182,
  },
] as const;
