// Calls in our vocabulary, made the same way by every source.
import { cutText } from '../platform/text.ts';
import { compact, type Fields, fieldsOf, listOf } from './fields.ts';
import type { Call } from './source.ts';

/** Whom a delivery is about, as far as it says. */
export interface Person {
  /** The business's own id of the customer. */
  userId?: string | undefined;
  /** Account in the other system: `{ type: 'shopify', id: '115310627314723954' }`. */
  account?: { type: string; id: string } | undefined;
  /** Name, e-mail, phone ... as identify calls have them. */
  traits?: Fields;
}

interface Moment {
  /** The same for the same happening, so that it counts once. */
  messageId: string;
  /** ISO 8601 with a zone. Undefined: when it arrived. */
  timestamp: string | undefined;
}

function base({ userId, account, traits = {} }: Person, { messageId, timestamp }: Moment): Fields {
  const context = {
    ...(account && { externalIds: [{ ...account, collection: 'users', encoding: 'none' }] }),
    ...(Object.keys(traits).length > 0 && { traits }),
  };
  return compact({ messageId, timestamp, userId, context });
}

// Longer than any address or name; what people type into a form must not make an event too large to be taken.
const MAX_TRAIT = 300;

export const person = ({ userId, account, traits = {} }: Person): Person => ({
  userId,
  account,
  traits: Object.fromEntries(
    Object.entries(compact(traits)).map(([name, value]) => [
      name,
      typeof value === 'string' ? cutText(value, MAX_TRAIT) : value,
    ]),
  ),
});

const MAX_PRODUCTS = 50;
// Half of what an event may have (ingest/accept.ts): a wholesale order must not be lost for the length of its list.
const MAX_PRODUCT_BYTES = 16 * 1024;

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** Lines of an order as products, as many of the first as there is room for. */
export function productsOf(lines: unknown, read: (line: Fields) => Fields): Fields[] {
  let bytes = 0;
  return listOf(lines)
    .slice(0, MAX_PRODUCTS)
    .map((line) =>
      Object.fromEntries(Object.entries(read(fieldsOf(line))).filter(([, value]) => isPlain(value))),
    )
    .filter((product) => {
      bytes += Buffer.byteLength(JSON.stringify(product));
      return bytes <= MAX_PRODUCT_BYTES;
    });
}

/** A track call about a person. */
export const track = (event: string, who: Person, moment: Moment, properties: Fields = {}): Call => ({
  type: 'track',
  event,
  ...base(who, moment),
  properties: compact(properties),
});

/** What is known of the person now; none when that is nothing. */
export const identify = (who: Person, moment: Moment): Call[] =>
  Object.keys(who.traits ?? {}).length === 0
    ? []
    : [
        {
          type: 'identify',
          ...base({ ...who, traits: {} }, { ...moment, messageId: `${moment.messageId}:person` }),
          traits: who.traits,
        },
      ];
