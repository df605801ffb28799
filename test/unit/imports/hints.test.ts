// What looks as if the file was read wrongly is said in words; what does not is not.
import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../shared/imports/dates.ts';
import { calendarHints, nameHints } from '../../../shared/imports/hints.ts';
import { CHUNK } from '../../../shared/imports/limits.ts';
import { newerOf } from '../../../shared/imports/newest-date.ts';
import { survey } from '../../../shared/imports/survey.ts';
import { NOW, reading, worked } from '../../support/import-rows.ts';

const hints = (calendar: Calendar, ...dates: string[]) => {
  const { newest } = worked('purchases', ['date,amount,id', ...dates.map((date) => `${date},5,C-1`)], {
    reading: { ...reading, dates: { ...reading.dates, calendar } },
  });
  return calendarHints(newest, calendar, NOW);
};

describe('a calendar that may be the wrong one', () => {
  it('is named when Ethiopian dates were taken for Gregorian ones', () => {
    expect(hints('gregorian', '21/1/2019', '2019-01-22', '5/5/2018')).toEqual([
      'The newest date is 22 January 2019. If the dates of this file are of the Ethiopian calendar, it is 2 October 2026: announce the file again with the option calendar: ethiopic.',
    ]);
  });

  it('is named when Gregorian dates were taken for Ethiopian ones, which refuses them', () => {
    expect(hints('ethiopic', '2026-11-20', '19/11/2026')).toEqual([
      'The newest date, read as one of the Ethiopian calendar, is 27 July 2034, which is still to come. If the dates of this file are Gregorian, it is 20 November 2026: announce the file again with the option calendar: gregorian.',
    ]);
  });

  it.each<[Calendar, string[]]>([
    ['gregorian', ['22/1/2019', '20/11/2026']],
    ['gregorian', ['22/1/2018']],
    ['gregorian', ['22/8/2019']],
    // Nothing hangs on the option: the month has a name, or the instant is exact.
    ['gregorian', ['22 Jan 2019', '13 ጥር 2011', '2019-01-22T08:00:00Z']],
    ['ethiopic', ['10/3/2019', '11/3/2019']],
    ['gregorian', ['soon']],
  ])('%s is not doubted for %j', (calendar, dates) => {
    expect(hints(calendar, ...dates)).toEqual([]);
  });

  it('is judged by the newest date of all chunks', () => {
    const [old, late] = [
      { read: '2019-01-22', otherwise: '2026-10-02' },
      { read: '2026-11-20', otherwise: '2034-07-29' },
    ];

    expect([newerOf(old, late), newerOf(late, old), newerOf(old, undefined)]).toEqual([late, late, old]);
  });
});

describe('a customer’s id that may be a name', () => {
  const surveyed = async (header: string, ...ids: string[]) => {
    async function* file() {
      yield Buffer.from([header, ...ids.map((id) => `${id},2026-11-01,5,Sara`)].join('\n'));
    }
    const layout = 'purchases' as const;
    return survey(file(), { layout, mapping: {}, calendar: 'gregorian', delimiter: ',', limits: CHUNK });
  };

  it('is named: two people of one name would be one customer', async () => {
    const found = await surveyed('ደንበኛ,ቀን,መጠን', 'አበበ በቀለ', 'Sara G/Michael Haile', 'C-17', '');

    expect(found.ids).toEqual({ all: 3, likeNames: 2 });
    expect(nameHints(found)).toEqual([expect.stringContaining('id: null and name: its header')]);
  });

  it.each([
    [
      'numbers and codes',
      'customer,date,amount',
      ['17', 'C-17', 'Abebe', '0911 22 33 44', 'a b@example.com'],
    ],
    ['names now and then', 'customer,date,amount', ['Walk in', '2', '3']],
    ['beside a column of names', 'customer,date,amount,name', ['Abebe Bekele', 'Sara Haile']],
  ])('is not doubted for %s', async (_, header, ids) => {
    expect(nameHints(await surveyed(header, ...ids))).toEqual([]);
  });
});
