// Chatwoot: what customers write, and conversations opened and resolved.
// https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks
import { identify, type Person, person, track } from '../calls.ts';
import { type Fields, fieldsOf, instantOfNumber, listOf, textOf } from '../fields.ts';
import { hmac, isRecent, isSigned, secondsToMs } from '../signature.ts';
import { type Mapped, nothing, type Source } from '../source.ts';

const DELIVERY = 'x-chatwoot-delivery';
const TIMESTAMP = 'x-chatwoot-timestamp';

// Some releases give a contact without its type; agents always have one.
const isContact = ({ type }: Fields): boolean => type === undefined || type === 'contact';

function personOf(contact: Fields): Person {
  const id = textOf(contact.id);
  return person({
    // Set by the shop's site for signed-in visitors (setUser): the shop's own id.
    userId: textOf(contact.identifier),
    account: id === undefined ? undefined : { type: 'chatwoot', id },
    traits: {
      name: textOf(contact.name),
      email: textOf(contact.email),
      phone: textOf(contact.phone_number),
    },
  });
}

// ISO text in some events, seconds in others.
const instantOf = (value: unknown): string | undefined =>
  /^\d+(\.\d+)?$/.test(textOf(value) ?? '') ? instantOfNumber(value, 1_000) : textOf(value);

function messageCalls(message: Fields): Mapped {
  const isIncoming = message.message_type === 'incoming' || message.message_type === 0;
  const conversation = fieldsOf(message.conversation);
  const sender = fieldsOf(message.sender);
  if (!isIncoming || message.private === true || !isContact(sender)) return nothing;
  const known = fieldsOf(fieldsOf(conversation.meta).sender);
  const who = personOf(
    textOf(known.id) === textOf(sender.id) ? { ...known, ...sender, type: 'contact' } : sender,
  );
  const id = textOf(message.id);
  const moment = { messageId: `chatwoot:message:${id}`, timestamp: instantOf(message.created_at) };
  const properties = {
    channel: 'chatwoot',
    conversation_id: textOf(conversation.id),
    inbox: textOf(fieldsOf(message.inbox).name),
    text: textOf(message.content),
  };
  return { calls: [...identify(who, moment), track('Message Received', who, moment, properties)] };
}

function conversationCalls(name: string, conversation: Fields): Mapped {
  const contact = fieldsOf(fieldsOf(conversation.meta).sender);
  const id = textOf(conversation.id);
  const timestamp = instantOf(conversation.timestamp ?? conversation.updated_at);
  const moment = { messageId: `chatwoot:${id}:${name}:${timestamp}`, timestamp };
  const who = personOf(contact);
  const properties = { channel: 'chatwoot', ticket_id: id, status: textOf(conversation.status) };
  return { calls: [...identify(who, moment), track(name, who, moment, properties)] };
}

/** `changed_attributes: [{ status: { previous_value, current_value } }]`, where the release has it. */
const statusBefore = ({ changed_attributes }: Fields): unknown =>
  listOf(changed_attributes)
    .map((change) => fieldsOf(fieldsOf(change).status).previous_value)
    .find((status) => status !== undefined);

function statusCalls(event: Fields): Mapped {
  if (event.status === 'resolved') return conversationCalls('Ticket Resolved', event);
  const isReopened = event.status === 'open' && statusBefore(event) === 'resolved';
  return isReopened ? conversationCalls('Ticket Reopened', event) : nothing;
}

export const chatwoot: Source = {
  secretBy: 'them',
  headers: [DELIVERY],
  verify({ bytes, headers, secrets, now }) {
    const time = headers[TIMESTAMP] ?? '';
    const isTrue = isSigned(
      [headers['x-chatwoot-signature']],
      secrets,
      (secret) => `sha256=${hmac(secret, `${time}.`, bytes).toString('hex')}`,
    );
    return isTrue && isRecent(secondsToMs(time), now);
  },
  dedupeKey: ({ headers }) => headers[DELIVERY],
  map({ body }) {
    const event = fieldsOf(body);
    if (event.event === 'message_created') return messageCalls(event);
    if (event.event === 'conversation_created') return conversationCalls('Ticket Created', event);
    if (event.event === 'conversation_status_changed') return statusCalls(event);
    if (event.event === 'contact_created' || event.event === 'contact_updated') {
      const timestamp = instantOf(event.updated_at ?? event.created_at);
      const messageId = `chatwoot:contact:${textOf(event.id)}:${timestamp}`;
      return { calls: identify(personOf(event), { messageId, timestamp }) };
    }
    return nothing;
  },
};
