// Two customers who may be one, as they are now: what still agrees, who would stay, and what speaks against a merge.
import { dateOfDay } from '../platform/days.ts';
import { evidenceOf, type Groups, judge } from '../quality/duplicates/match-rules.ts';
import { contactsOf, traitsOf } from '../quality/duplicates/match-traits.ts';
import { pairId } from '../quality/duplicates/pair-id.ts';
import type { DuplicatePair, Evidence } from '../quality/schema.ts';
import type { DuplicateView, Twin } from './duplicate-schema.ts';
import { conflictsOf, isUnsettled, ranked, type UserSources } from './merge-rules.ts';
import type { Customer } from './schema.ts';

const texts: Record<Evidence, { en: string; am: string }> = {
  'same-phone': { en: 'The same phone number.', am: 'ስልክ ቁጥራቸው አንድ ነው።' },
  'same-email': { en: 'The same e-mail address.', am: 'የኢሜይል አድራሻቸው አንድ ነው።' },
  'similar-email': {
    en: 'E-mail addresses that are probably one, mistyped or written in two ways.',
    am: 'የኢሜይል አድራሻዎቻቸው ምናልባት አንድ ናቸው፤ በአጻጻፍ ብቻ ይለያያሉ።',
  },
  'same-name': {
    en: 'The same given and father’s name, in this or another spelling.',
    am: 'የራሳቸውና የአባታቸው ስም አንድ ነው፤ አጻጻፉ ሊለያይ ይችላል።',
  },
};

/** How many share a value is known from the night: what was evidence then is, and nothing else. */
const groupsOf = ({ evidence }: DuplicatePair): Groups<string> => ({
  isTelling: (trait) => evidence.includes(evidenceOf[trait]),
  isRareName: () => evidence.includes('same-name'),
});

function twinView(customer: Customer): Twin {
  const { pk, ids, profile, createdAt, stats } = customer;
  const { email, phone } = contactsOf(customer);
  return {
    id: pk,
    externalId: ids?.user ?? null,
    name: profile.name ?? profile.givenName ?? null,
    phone: phone ?? null,
    email: email ?? null,
    createdAt,
    orders: stats?.orders ?? 0,
    lastPurchaseOn: stats ? dateOfDay(stats.lastDay) : null,
  };
}

function conflictOf(one: Customer, other: Customer, sources: UserSources): string | null {
  const { winner, loser } = ranked(one, other);
  if (isUnsettled(winner, loser)) return 'One of the two is still being parted from another.';
  return conflictsOf(one, other, sources)[0]?.detail ?? null;
}

/** Whether the sources of the two must be known to tell if they conflict. */
export const haveTwoOwnIds = ({ ids: mine }: Customer, { ids: theirs }: Customer): boolean =>
  mine?.user !== undefined && theirs?.user !== undefined && mine.user !== theirs.user;

/** Undefined when nothing of the night's evidence holds any more. */
export function duplicateView(
  pair: DuplicatePair,
  { one, other }: { one: Customer; other: Customer },
  sources: UserSources,
): DuplicateView | undefined {
  const judged = judge(traitsOf(one), traitsOf(other), groupsOf(pair));
  return (
    judged && {
      id: pairId(one.pk, other.pk),
      one: twinView(one),
      other: twinView(other),
      evidence: judged.evidence.map((code) => ({ code, ...texts[code] })),
      confidence: judged.confidence,
      stays: ranked(one, other).winner.pk,
      conflict: conflictOf(one, other, sources),
    }
  );
}
