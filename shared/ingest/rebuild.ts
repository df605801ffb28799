// A customer made anew from the whole log, by the same fold that follows its stream: after a merge, or its undoing.
import { indexAttributes } from '../churn/rescore.ts';
import { nameIndex } from '../customers/names.ts';
import type { MailFate } from './change.ts';
import { displayName } from './profile.ts';
import { type Log, type Projected, type ProjectSettings, project } from './project.ts';
import type { Entry } from './schema.ts';

/** Everything of a log that the fold looks at. */
export interface WholeLog extends Required<Log> {
  consents: readonly Entry[];
  mails: readonly { entry: Entry; mail: MailFate }[];
}

/** Attributes of the customer's item; undefined ones are to be removed. */
export type Rebuilt = ReturnType<typeof rebuilt>;

/**
 * The fold of the log and nothing else. Only a profile that no identify call made stays as it is. Versions go up, so that
 * whoever folds at the same time starts again.
 */
export function rebuilt(customer: Projected, log: WholeLog, settings: ProjectSettings) {
  const { profileAt, signals, ...kept } = customer;
  const isCalled = log.identify.length > 0 || profileAt !== undefined;
  const blank: Projected = {
    ...kept,
    consents: {},
    ...(isCalled ? { profile: {} } : {}),
    ...(signals && { signals: { version: signals.version } }),
  };
  const step = project(blank, changesOf(blank, log), settings, log);
  if ('needs' in step) throw new RangeError(`the log lacks: ${step.needs.join(', ')}`);
  const write = step.write ?? { updatedAt: customer.updatedAt };
  const stats = write.stats === undefined ? customer.stats : (write.stats ?? undefined);
  const score = stats && (write.score ?? customer.score);
  const profile = write.profile ?? blank.profile;
  const names = nameIndex(displayName(profile), customer.pk);
  return {
    profile,
    profileAt: write.profileAt,
    consents: write.consents ?? {},
    stats,
    signals: write.signals ?? blank.signals,
    score,
    riskBand: undefined,
    valueAtRisk: undefined,
    ...(score && indexAttributes(score)),
    nameInitial: names?.nameInitial,
    nameKey: names?.nameKey,
    updatedAt: write.updatedAt,
  };
}

/** What makes the step look at each part of the log; the parts themselves are given. */
function changesOf({ pk, updatedAt }: Projected, log: WholeLog) {
  const about = (entry: Entry, mail?: MailFate) => ({
    customerId: pk,
    entry,
    isNew: false,
    isGone: false,
    ...(mail && { mail }),
  });
  const any = (kind: Entry['kind']): Entry => ({
    pk,
    sk: `${kind}#`,
    kind,
    id: '',
    name: '',
    at: updatedAt,
    source: '',
    receivedAt: updatedAt,
  });
  const order = { amount: 0, currency: 'XXX' };
  return [
    about({ ...any('purchase'), order }),
    ...(log.identify.length > 0 ? [about(any('identify'))] : []),
    about(any('signal')),
    about(any('visit')),
    ...log.consents.map((entry) => about(entry)),
    ...log.mails.map(({ entry, mail }) => about(entry, mail)),
  ];
}
