// Zendesk: tickets, messages and users from event webhooks, or a body written in a trigger.
// https://developer.zendesk.com/documentation/webhooks/verifying/
import { identify, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, textOf } from '../fields.ts';
import { hmac, isRecent, isSigned } from '../signature.ts';
import { type Mapped, nothing, type Source } from '../source.ts';

const TIMESTAMP = 'x-zendesk-webhook-signature-timestamp';
const INVOCATION = 'x-zendesk-webhook-invocation-id';

const personOf = (id: string | undefined, traits: Fields = {}, userId?: string) =>
  person({ userId, account: id === undefined ? undefined : { type: 'zendesk', id }, traits });

const isDone = (status: unknown): boolean => /^(solved|closed)$/i.test(textOf(status) ?? '');

function eventCalls(type: string, event: Fields): Mapped {
  const [detail, change] = [fieldsOf(event.detail), fieldsOf(event.event)];
  const moment = { messageId: `zendesk:${textOf(event.id)}`, timestamp: textOf(event.time) };
  const ticket = {
    channel: 'zendesk',
    ticket_id: textOf(detail.id),
    subject: textOf(detail.subject),
    status: textOf(detail.status)?.toLowerCase(),
    priority: textOf(detail.priority)?.toLowerCase(),
  };
  const requester = personOf(textOf(detail.requester_id));
  if (type === 'ticket.created') return { calls: [track('Ticket Created', requester, moment, ticket)] };
  if (type === 'ticket.status_changed') {
    const [was, is] = [isDone(change.previous), isDone(change.current)];
    if (was === is) return nothing;
    return { calls: [track(is ? 'Ticket Resolved' : 'Ticket Reopened', requester, moment, ticket)] };
  }
  if (type === 'messaging_ticket.message_added' || type === 'ticket.comment_added')
    return messageCalls(event);
  if (type === 'user.created' || type === 'user.updated') {
    const traits = { email: textOf(detail.email), name: textOf(detail.name), phone: textOf(detail.phone) };
    const who = personOf(textOf(detail.id), traits, textOf(detail.external_id));
    return { calls: identify(who, moment) };
  }
  return nothing;
}

/** What customers write; agents and bots answer under other kinds of actor. */
function messageCalls(event: Fields): Mapped {
  const change = fieldsOf(event.event);
  const message = fieldsOf(change.message ?? change.comment);
  const actor = fieldsOf(change.actor ?? message.author);
  const isCustomer = actor.type === 'end_user' || (actor.type === undefined && actor.is_staff === false);
  const id = textOf(actor.id);
  if (!isCustomer || id === undefined) return nothing;
  const moment = { messageId: `zendesk:${textOf(event.id)}`, timestamp: textOf(event.time) };
  const ticketId = textOf(fieldsOf(event.detail).id);
  const properties = { channel: 'zendesk', ticket_id: ticketId, text: textOf(message.body) };
  return { calls: [track('Message Received', personOf(id), moment, properties)] };
}

/**
 * A trigger's body is written by the shop. We ask for: {"event": "Ticket Created", "ticket_id": "{{ticket.id}}", "subject",
 * "status", "requester_id", "requester_email", "requester_name", "requester_phone", "requester_external_id", "at"}.
 */
function triggerCalls(body: Fields, invocation: string | undefined): Mapped {
  const who = personOf(
    textOf(body.requester_id),
    {
      email: textOf(body.requester_email),
      name: textOf(body.requester_name),
      phone: textOf(body.requester_phone),
    },
    textOf(body.requester_external_id),
  );
  const name = firstText(body.event) ?? (isDone(body.status) ? 'Ticket Resolved' : 'Ticket Created');
  const moment = {
    messageId: `zendesk:${textOf(body.ticket_id)}:${name}:${invocation}`.slice(0, 100),
    timestamp: firstText(body.at),
  };
  const properties = {
    channel: 'zendesk',
    ticket_id: textOf(body.ticket_id),
    subject: textOf(body.subject),
    status: textOf(body.status)?.toLowerCase(),
  };
  return { calls: [...identify(who, moment), track(name.slice(0, 200), who, moment, properties)] };
}

const PREFIX = 'zen:event-type:';

export const zendesk: Source = {
  secretBy: 'them',
  headers: [INVOCATION],
  verify({ bytes, headers, secrets, now }) {
    const time = headers[TIMESTAMP] ?? '';
    // Time and body follow each other with nothing between; the secret is used as text.
    const isTrue = isSigned([headers['x-zendesk-webhook-signature']], secrets, (secret) =>
      hmac(secret, time, bytes).toString('base64'),
    );
    return isTrue && isRecent(Date.parse(time), now);
  },
  dedupeKey: ({ headers, body }) => textOf(fieldsOf(body).id) ?? headers[INVOCATION],
  map({ body, headers }) {
    const event = fieldsOf(body);
    const type = textOf(event.type) ?? '';
    if (type.startsWith(PREFIX)) return eventCalls(type.slice(PREFIX.length), event);
    return event.ticket_id === undefined ? nothing : triggerCalls(event, headers[INVOCATION]);
  },
};
