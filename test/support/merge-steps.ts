// What tests of merging do to two customers of one person.
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import type { Item, Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { anOrderEntry, instant, type OrderSpec } from './log-world.ts';
import { mergeWorld, NOW } from './merge-world.ts';

export const DAY = 86_400_000;

/** Entries as the customer made them: without the audit, and without where a copy came from. */
export const history = (entries: Item[]) =>
  entries.filter(({ kind }) => kind !== 'audit').map(({ origin: _, ...entry }) => entry);

export function mergeSteps(tables: Readonly<Record<TableName, Table>>) {
  let count = 0;
  const world = mergeWorld(tables);
  const buy = (pk: string, over: Partial<OrderSpec>) =>
    world.put(
      anOrderEntry({ id: 'm', kind: 'purchase', hour: 0, amount: 1_000, currency: 'ETB', ...over }, pk),
    );
  const consent = (pk: string, status: 'granted' | 'withdrawn', hour: number) =>
    world.put(
      consentEntry({
        customerId: pk,
        channel: 'email',
        purpose: 'marketing',
        status,
        source: 'till',
        at: instant(hour),
        id: `con-${hour}`,
        receivedAt: instant(hour),
      }),
    );
  const message = (pk: string, day: string, state: string, hour: number) =>
    world.put({
      pk,
      sk: `message#${day}#retention`,
      kind: 'message',
      id: `${day}_retention`,
      name: 'retention',
      source: 'campaigns',
      receivedAt: instant(hour),
      at: instant(hour),
      campaign: 'retention',
      episode: 20_500,
      state,
      stateAt: instant(hour),
    });
  /** Two customers of one person: one with a user id, the other with a phone only. */
  const twoOfOne = async () => {
    count += 1;
    const me = `person-${count}`;
    const phone = `+2519${String(11_000_000 + count)}`;
    const [known = ''] = await world.resolve([{ ids: { user: me, anon: `${me}-a` } }], NOW - 90 * DAY, 'web');
    const [other = ''] = await world.resolve([{ ids: { phone, anon: `${me}-b` } }], NOW - 99 * DAY, 'till');
    return { known, other, me, phone };
  };
  /** Sort keys of the entries of one kind. */
  const sks = async (pk: string, kind: string) =>
    (await world.entriesOf(pk)).filter((entry) => entry.kind === kind).map(({ sk }) => sk);
  return { world, buy, consent, message, twoOfOne, sks };
}
