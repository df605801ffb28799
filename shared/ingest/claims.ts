// The identifiers an event carries, normalised. Contact data identifies only in an identify call, or when a verified sender gives it.
import { emailIdentity } from '../customers/email.ts';
import { type Claim, isSourceName } from '../customers/identity.ts';
import { normalisePhone } from '../customers/phone.ts';
import { type Incoming, isObject, traitsOf } from './incoming.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

const MAX_SOURCE_ID = 200;

/** `system#id` of the first of Segment's `context.externalIds` that can be read. */
function sourceId({ externalIds }: Record<string, unknown>): string | undefined {
  for (const one of Array.isArray(externalIds) ? externalIds : []) {
    const [name, id] = isObject(one) ? [text(one.type), text(one.id)?.trim()] : [];
    if (name && id && isSourceName(name) && id.length <= MAX_SOURCE_ID) return `${name}#${id}`;
  }
  return undefined;
}

/**
 * What identifies the person of an event; undefined when nothing does. `country` is the default region of phones.
 * `isSigned`: from a verified webhook, whose accounts in other systems and contact data are believed in any call.
 */
export function claimOf(event: Incoming, country: string, isSigned = false): Claim | undefined {
  const traits = event.type === 'identify' || isSigned ? traitsOf(event) : {};
  const [address, number] = [text(traits.email), text(traits.phone)];
  const email = address === undefined ? undefined : emailIdentity(address);
  const phone = number === undefined ? undefined : normalisePhone(number, country);
  const source = isSigned ? sourceId(event.context) : undefined;
  const ids = {
    ...(event.userId !== undefined && { user: event.userId }),
    ...(source !== undefined && { source }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(event.anonymousId !== undefined && { anon: event.anonymousId }),
  };
  if (Object.keys(ids).length === 0) return undefined;
  const previous = event.type === 'alias' ? event.previousId : undefined;
  return previous === undefined || previous === event.userId ? { ids } : { ids, previous };
}
