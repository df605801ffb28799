// Calls in our vocabulary, made the same way by every source.
import { compact, type Fields } from './fields.ts';
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

export const person = ({ userId, account, traits = {} }: Person): Person => ({
  userId,
  account,
  traits: compact(traits),
});

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
