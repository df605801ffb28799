// The identifiers an event carries, normalised. Contact data identifies only in an identify call.
import { emailIdentity } from '../customers/email.ts';
import type { Claim } from '../customers/identity.ts';
import { normalisePhone } from '../customers/phone.ts';
import { type Incoming, traitsOf } from './incoming.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** What identifies the person of an event; undefined when nothing does. `country` is the default region of phones. */
export function claimOf(event: Incoming, country: string): Claim | undefined {
  const traits = event.type === 'identify' ? traitsOf(event) : {};
  const [address, number] = [text(traits.email), text(traits.phone)];
  const email = address === undefined ? undefined : emailIdentity(address);
  const phone = number === undefined ? undefined : normalisePhone(number, country);
  const ids = {
    ...(event.userId !== undefined && { user: event.userId }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(event.anonymousId !== undefined && { anon: event.anonymousId }),
  };
  if (Object.keys(ids).length === 0) return undefined;
  const previous = event.type === 'alias' ? event.previousId : undefined;
  return previous === undefined || previous === event.userId ? { ids } : { ids, previous };
}
