// The search for duplicates as one would write it down: every pair of customers, every rule in a sentence of its own.
import type { Customer } from '../../shared/customers/schema.ts';
import { type MatchTraits, traitsOf } from '../../shared/quality/duplicates/match-traits.ts';
import type { DuplicatePair } from '../../shared/quality/schema.ts';

type Known = { id: string } & MatchTraits;

export function naiveDuplicates(people: readonly Customer[]): DuplicatePair[] {
  const known = people.map((person) => ({ id: person.pk, ...traitsOf(person) }));
  const sharing = (field: keyof MatchTraits, value: string) =>
    known.filter((person) => person[field] === value).length;
  const agree = (a: Known, b: Known, field: keyof MatchTraits, most: number) =>
    a[field] !== '' && a[field] === b[field] && sharing(field, a[field]) <= most;
  const found: DuplicatePair[] = [];
  for (const a of known) {
    for (const b of known.filter(({ id }) => id > a.id)) {
      const phone = agree(a, b, 'phone', 10);
      const email = agree(a, b, 'email', 10);
      const similar = a.email !== b.email && agree(a, b, 'similarEmail', 10);
      const name = agree(a, b, 'name', Number.POSITIVE_INFINITY);
      const isRare = agree(a, b, 'name', 3);
      const areTwoNames =
        (a.givenName !== '' && b.givenName !== '' && a.givenName !== b.givenName) ||
        (a.name !== '' && b.name !== '' && a.name !== b.name);
      const isKnownElsewhere =
        a.phone !== '' &&
        b.phone !== '' &&
        a.phone !== b.phone &&
        a.similarEmail !== '' &&
        b.similarEmail !== '';
      const areApart = isKnownElsewhere && a.similarEmail !== b.similarEmail;
      const evidence: DuplicatePair['evidence'] = [];
      if (phone) evidence.push('same-phone');
      if (email) evidence.push('same-email');
      if (similar) evidence.push('similar-email');
      if (name) evidence.push('same-name');
      const push = (confidence: DuplicatePair['confidence']) =>
        found.push({ one: a.id, other: b.id, evidence, confidence });
      if (phone || email || similar) {
        if (name) push('strong');
        else if (areTwoNames) push('possible');
        else if (phone && (email || similar)) push('strong');
        else push('likely');
      } else if (name && isRare && !areApart) push('possible');
    }
  }
  return found;
}
