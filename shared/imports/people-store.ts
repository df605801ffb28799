// Dry run: which people of a chunk we know, and which of its consents would change nothing. Reads only.
import * as z from 'zod';
import { replaces } from '../customers/consent.ts';
import { claimKeys } from '../customers/identity.ts';
import { Consents } from '../customers/schema.ts';
import { hashOf } from '../platform/ids.ts';
import type { Table } from '../platform/table.ts';
import type { Judged } from './work-rows.ts';

const Identity = z.object({ pk: z.string(), customerId: z.string() });
const CustomerConsents = z.object({ pk: z.string(), consents: Consents });

const MARK = 16;

/** Marks of people, a hash each: the chunks of a file are about the same ones, who count once in the whole of it. */
export interface People {
  known: string[];
  new: string[];
}

export class PeopleStore {
  private readonly identities: Table;
  private readonly customers: Table;

  constructor(tables: { identities: Table; customers: Table }) {
    this.identities = tables.identities;
    this.customers = tables.customers;
  }

  async look(judged: readonly Judged[]): Promise<{ people: People; consentsOutdated: number }> {
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
    const people = { known: new Set<string>(), new: new Set<string>() };
    for (const one of judged) {
      const owner = ownerOf(one);
      const mark = hashOf([owner ?? claimKeys(one.claim)[0] ?? ''], MARK);
      people[owner === undefined ? 'new' : 'known'].add(mark);
    }
    const consentsOutdated = await this.outdated(judged, ownerOf);
    return { people: { known: [...people.known], new: [...people.new] }, consentsOutdated };
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
