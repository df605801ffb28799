// Which customer an event belongs to. Pure: looks at what is known, says what to link, never merges two customers.
import type { StrongIds } from './schema.ts';

/**
 * From the surest to the weakest; phones are shared and recycled, devices even more. `source` is an account in another
 * system, named with that system: `telegram#4711`, `shopify#115310627314723954`. A customer may have many of them.
 */
export const idKinds = ['user', 'source', 'email', 'phone', 'anon'] as const;
export type IdKind = (typeof idKinds)[number];

/** Identifiers of one event, normalised. */
export interface Claim {
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
  /** Of an alias call: the earlier id, a user's or a device's, of the same person. */
  readonly previous?: string;
  /** Whoever sent the alias may say that two user ids are one person. Default: an earlier id is a weak one. */
  readonly mayRename?: boolean;
}

export interface Known {
  /** Identity key to customer id. */
  readonly identities: ReadonlyMap<string, string>;
  /** Strong ids of the customers that were looked up. */
  readonly customers: ReadonlyMap<string, StrongIds>;
}

/** What must be written for one customer, all or nothing. */
export interface Link {
  readonly customerId: string;
  readonly isNew: boolean;
  readonly add: { kind: IdKind; value: string }[];
  /** Only while the customer has no id of these kinds: otherwise somebody else linked one first. */
  readonly mustLack: Set<keyof StrongIds>;
}

export interface Resolution {
  /** Per claim; meaningless while `unknownCustomers` is not empty. */
  customerIds: string[];
  links: Link[];
  /** Customers whose strong ids decide and were not given: look them up and resolve again. */
  unknownCustomers: string[];
}

/** The key in `Identities`; a source's value already says which system it is of. */
export const identityKey = (kind: IdKind, value: string): string =>
  kind === 'source' ? value : `${kind}#${value}`;

/** The names that a source may not have, because they are kinds. */
export const isSourceName = (name: string): boolean =>
  /^[a-z][a-z0-9-]{1,39}$/.test(name) && !(idKinds as readonly string[]).includes(name);

/** Two different ids of a strong kind are two customers. */
export const isStrong = (kind: IdKind): kind is keyof StrongIds => kind !== 'anon' && kind !== 'source';

/** The keys to look up for a claim, strongest first. */
export function claimKeys({ ids, previous }: Claim): string[] {
  const keys = idKinds.flatMap((kind) => {
    const value = ids[kind];
    return value === undefined ? [] : [identityKey(kind, value)];
  });
  return previous === undefined
    ? keys
    : [...keys, identityKey('user', previous), identityKey('anon', previous)];
}

/** Walks the claims in order: each sees what the ones before it linked. */
class Resolver {
  private readonly identities: Map<string, string>;
  private readonly customers: Map<string, StrongIds>;
  private readonly newId: () => string;
  readonly links = new Map<string, Link>();
  readonly unknownCustomers = new Set<string>();

  constructor(known: Known, newId: () => string) {
    this.identities = new Map(known.identities);
    this.customers = new Map(known.customers);
    this.newId = newId;
  }

  customerOf(claim: Claim): string {
    const ids = this.listed(claim);
    const anchor = ids.findIndex(({ customerId }) => customerId !== undefined);
    const unlinked = ids.filter(({ customerId }) => customerId === undefined);
    const found = ids[anchor]?.customerId;
    if (found === undefined) return this.create(unlinked);
    const stronger = ids
      .slice(0, anchor)
      .map(({ kind }) => kind)
      .filter(isStrong);
    // "These two user ids are one person" is a statement; "this device was mine" is no more than a weak id.
    const isStated = claim.mayRename && ids[anchor]?.kind === 'user' && ids[anchor]?.value === claim.previous;
    if (!isStated && this.isSomebodyElse(found, stronger)) return this.create(unlinked);
    this.link(found, unlinked, isStated ? [] : stronger);
    return found;
  }

  private listed({ ids, previous }: Claim) {
    const listed: { kind: IdKind; value: string }[] = idKinds.flatMap((kind) => {
      const value = ids[kind];
      return value === undefined ? [] : [{ kind, value }];
    });
    if (previous !== undefined && ids.anon !== previous && ids.user !== previous) {
      const kind = this.identities.has(identityKey('user', previous)) ? 'user' : 'anon';
      listed.push({ kind, value: previous });
    }
    return listed.map((id) => ({ ...id, customerId: this.identities.get(identityKey(id.kind, id.value)) }));
  }

  /** A weak id leads to `customerId`, who already has another id of one of the `stronger` kinds: a shared device or phone. */
  private isSomebodyElse(customerId: string, stronger: (keyof StrongIds)[]): boolean {
    if (stronger.length === 0) return false;
    const has = this.customers.get(customerId);
    if (!has) this.unknownCustomers.add(customerId);
    return stronger.some((kind) => has?.[kind] !== undefined);
  }

  private create(ids: { kind: IdKind; value: string }[]): string {
    const customerId = this.newId();
    this.customers.set(customerId, {});
    this.links.set(customerId, { customerId, isNew: true, add: [], mustLack: new Set() });
    this.link(customerId, ids, []);
    return customerId;
  }

  private link(customerId: string, ids: { kind: IdKind; value: string }[], mustLack: (keyof StrongIds)[]) {
    if (ids.length === 0) return;
    const link = this.links.get(customerId) ?? { customerId, isNew: false, add: [], mustLack: new Set() };
    this.links.set(customerId, link);
    const strong: StrongIds = { ...this.customers.get(customerId) };
    for (const { kind, value } of ids) {
      this.identities.set(identityKey(kind, value), customerId);
      link.add.push({ kind, value });
      if (isStrong(kind)) strong[kind] ??= value;
    }
    if (!link.isNew) for (const kind of mustLack) link.mustLack.add(kind);
    if (this.customers.has(customerId)) this.customers.set(customerId, strong);
  }
}

/**
 * One customer per claim, in order. The strongest known id decides; unknown ids are linked to its customer, unless that
 * customer already has another id of a stronger kind than the one that led there: then the event opens a new customer
 * and the weak id stays where it is. Two known customers are never merged.
 */
export function resolve(claims: readonly Claim[], known: Known, newId: () => string): Resolution {
  const resolver = new Resolver(known, newId);
  const customerIds = claims.map((claim) => resolver.customerOf(claim));
  return {
    customerIds,
    links: [...resolver.links.values()],
    unknownCustomers: [...resolver.unknownCustomers],
  };
}
