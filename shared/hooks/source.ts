// What every source of webhooks must answer: is it really them, what is it called, what does it say.
import type { FieldError } from '../platform/errors.ts';

export type Headers = Readonly<Record<string, string | undefined>>;

export interface SignedRequest {
  /** The body exactly as it came: signatures are over bytes, never over parsed JSON. */
  bytes: Uint8Array;
  /** Names in lower case. */
  headers: Headers;
  /** Live secrets; any of them may have signed. */
  secrets: readonly string[];
  /** Milliseconds. */
  now: number;
}

/** A verified delivery, parsed. Whole numbers beyond 2^53 are text. */
export interface Received {
  body: unknown;
  headers: Headers;
}

/** A call in Segment's shape, as POST /v1/batch takes it. */
export type Call = Readonly<Record<string, unknown>>;

/** A chat that was opened by a signed link (telegram-link.ts). */
export interface ChatLink {
  token: string;
  chatId: string;
}

/** A payment that may be looked up at the sender before it counts. */
export interface Payment {
  reference: string;
  total: string;
  currency: string;
}

/** What a delivery means. No calls and no problem: it is of no interest here (a delivery receipt, an agent's answer). */
export interface Mapped {
  calls: Call[];
  link?: ChatLink;
  payment?: Payment;
  /** Why it cannot be used; it is then kept with the reason. */
  problem?: FieldError;
}

export interface Source {
  /** Who makes the secret. `them`: an endpoint can be made before the secret is known. */
  secretBy: 'us' | 'them';
  /** A secret of the kind this source takes. Only where we make it. */
  newSecret?: () => string;
  /** Headers that `dedupeKey` and `map` need. */
  headers: readonly string[];
  /** True when one of the secrets signed these bytes lately. Never throws. */
  verify(request: SignedRequest): boolean;
  /** An unsigned "are you there" that wants 200 and carries nothing. */
  isPing?(request: Pick<SignedRequest, 'bytes' | 'headers'>): boolean;
  /** The sender's own name of the delivery, the same in its retries; undefined when there is none. */
  dedupeKey(received: Received): string | undefined;
  /** Never throws, whatever the body is. The same delivery gives the same calls. */
  map(received: Received): Mapped;
}

export const nothing: Mapped = { calls: [] };
export const problem = (detail: string, pointer = ''): Mapped => ({
  calls: [],
  problem: { pointer, detail },
});
