// E-mail addresses: what is kept, and the form that identifies a person.

// One @, something on both sides, a dot in the domain, no spaces or angle brackets; SES is the judge of the rest.
const shape = /^[^\s@<>(),;:"\\[\]]{1,64}@[^\s@<>(),;:"\\[\]]+\.[^\s@<>(),;:"\\[\].]{2,}$/u;

/** The address as kept: trimmed, domain in lower case; undefined when it is no address. */
export function normaliseEmail(address: string): string | undefined {
  const trimmed = address.trim().replace(/^mailto:/i, '');
  if (trimmed.length > 254 || !shape.test(trimmed) || trimmed.includes('..')) return undefined;
  const at = trimmed.lastIndexOf('@');
  return trimmed.slice(0, at) + trimmed.slice(at).toLowerCase();
}

/** The address as an identity: wholly in lower case, since no provider in use tells letter cases apart. */
export const emailIdentity = (address: string): string | undefined => normaliseEmail(address)?.toLowerCase();
