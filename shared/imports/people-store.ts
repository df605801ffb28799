// Dry run: which people of a chunk we know, and which of its consents would change nothing. Reads only.
import * as z from 'zod';
import { replaces } from '../customers/consent.ts';
import { claimKeys } from '../customers/identity.ts';
import { Consents } from '../customers/schema.ts';
import type { Table } from '../platform/table.ts';
import type { Counts } from './schema.ts';
import type { Judged } from './work-rows.ts';

const Identity = z.object({ pk: z.string(), customerId: z.string() });
const CustomerConsents = z.object({ pk: z.string(), consents: Consents });

type Found = Pick<Counts, 'knownCustomers' | 'newCustomers' | 'consentsOutdated'>;

export class PeopleStore {
  private readonly identities: Table;
  private readonly customers: Table;

  constructor(tables: { identities: Table; customers: Table }) {
    this.identities = tables.identities;
    this.customers = tables.customers;
  }

  async look(judged: readonly Judged[]): Promise<Found> {
    const keys = [...new Set(judged.flatMap(({ claim }) => claimKeys(claim)))];
    const items = await this.identities.getMany(keys.map((pk) => ({ pk })));
    const byKey = new Map(
      z
        .array(Identity)
        .parse(items)
        .map(({ pk, customerId }) => [pk, customerId]),
    );
    const ownerOf = ({ claim }: Judged) =>
      claimKeys(claim)
        .map((key) => byKey.get(key))
        .find((id) => id !== undefined);
    const people = new Map(judged.map((one) => [claimKeys(one.claim)[0], ownerOf(one) !== undefined]));
    const known = [...people.values()].filter(Boolean).length;
    const consentsOutdated = await this.outdated(judged, ownerOf);
    return { knownCustomers: known, newCustomers: people.size - known, consentsOutdated };
  }

  private async outdated(judged: readonly Judged[], ownerOf: (one: Judged) => string | undefined) {
    const given = judged.flatMap((one) => {
      const { event, properties, timestamp } = one.event;
      const owner = ownerOf(one);
      if (event !== 'Consent Given' || owner === undefined || timestamp === undefined) return [];
      return [
        { owner, key: `${properties?.channel}:marketing`, at: timestamp, source: String(properties?.source) },
      ];
    });
    if (given.length === 0) return 0;
    const items = await this.customers.getMany(given.map(({ owner }) => ({ pk: owner })));
    const byId = new Map(
      z
        .array(CustomerConsents)
        .parse(items)
        .map(({ pk, consents }) => [pk, consents]),
    );
    return given.filter(
      ({ owner, key, at, source }) => !replaces({ status: 'granted', source, at }, byId.get(owner)?.[key]),
    ).length;
  }
}
