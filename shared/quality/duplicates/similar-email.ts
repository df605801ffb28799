// The form under which addresses that probably reach one mailbox are alike. To compare with, never to write to.
import { emailIdentity } from '../../customers/email.ts';

/** Large mailbox providers whose name, mistyped by a letter, is nobody else's. */
const providers = ['gmail', 'yahoo', 'hotmail', 'outlook', 'icloud'];
/** Slips of `com`; other endings are other providers (`yahoo.ca`). */
const slips = new Set('com con comm coom cmo ocm cim cpm vom xom cok co cm om c0m'.split(' '));
const HELD_DOMAINS = 5_000;

const sorted = (text: string): string => Array.from(text).sort().join('');

/** A slip of the finger: same first letter, and one letter too many, too few or wrong, or two swapped. */
function isSlip(typed: string, meant: string): boolean {
  if (typed[0] !== meant[0] || Math.abs(typed.length - meant.length) > 1) return false;
  if (typed.length === meant.length) {
    const wrong = Array.from(typed).filter((letter, i) => letter !== meant[i]).length;
    return wrong <= 1 || (wrong === 2 && sorted(typed) === sorted(meant));
  }
  const [long, short] = typed.length > meant.length ? [typed, meant] : [meant, typed];
  return Array.from(long).some((_, i) => long.slice(0, i) + long.slice(i + 1) === short);
}

function corrected(domain: string): string {
  const [name = '', ending = '', ...more] = domain.split('.');
  if (more.length > 0 || !slips.has(ending) || !/^[a-z]{4,9}$/.test(name)) return domain;
  const meant = providers.find((provider) => isSlip(name, provider));
  return meant === undefined ? domain : `${meant}.com`;
}

const held = new Map<string, string>();

/** A shop has few domains and many customers. */
function domainOf(domain: string): string {
  let found = held.get(domain);
  if (found === undefined) {
    if (held.size >= HELD_DOMAINS) held.clear();
    found = domain === 'googlemail.com' ? 'gmail.com' : corrected(domain);
    held.set(domain, found);
  }
  return found;
}

/**
 * The address in lower case, without what follows a `+`, with a mistyped domain of a large provider put right, and
 * without dots where the provider does not look at them (https://support.google.com/mail/answer/7436150). Undefined when
 * it is no address.
 */
export function similarEmail(address: string): string | undefined {
  const identity = emailIdentity(address);
  if (identity === undefined) return undefined;
  const at = identity.lastIndexOf('@');
  const domain = domainOf(identity.slice(at + 1));
  const name = identity.slice(0, at);
  const untagged = name.replace(/(?<=.)\+.*$/, '');
  const plain = domain === 'gmail.com' ? untagged.replaceAll('.', '') : untagged;
  return `${plain || untagged}@${domain}`;
}
