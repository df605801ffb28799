// Which change of risk starts a retention mail, and the message it starts.
import type * as z from 'zod';
import type { RiskChanged } from '../churn/events.ts';
import { type Message, messageId, messageSortKey } from './schema.ts';

type Risk = z.output<typeof RiskChanged.schema>;

/** A customer who has just turned at-risk. One who comes back a little from `lapsed` was written to on the way down. */
export const startsRetention = ({ from, to }: Pick<Risk, 'from' | 'to'>): boolean =>
  to === 'at-risk' && from !== 'lapsed';

/** The message of an episode: the same event, or another event of the same episode, makes the same message. */
export function retentionMessage({ customerId, episode }: Risk, at: string): Message {
  const id = messageId(episode, 'retention');
  return {
    pk: customerId,
    sk: messageSortKey(id) ?? '',
    kind: 'message',
    id,
    name: 'Retention mail',
    at,
    source: 'campaigns',
    receivedAt: at,
    campaign: 'retention',
    episode,
    state: 'queued',
    stateAt: at,
  };
}
