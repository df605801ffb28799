// Telegram: what people write to the shop's bot. https://core.telegram.org/bots/api#update
import { randomBytes } from 'node:crypto';
import { identify, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, instantOfNumber, textOf } from '../fields.ts';
import { isSigned } from '../signature.ts';
import { type ChatLink, type Mapped, nothing, type Source } from '../source.ts';

/** A deep link `https://t.me/<bot>?start=<token>` arrives as this command. */
const start = /^\/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})$/;

function linkOf(message: Fields, chatId: string): ChatLink | undefined {
  const token = start.exec(textOf(message.text) ?? '')?.[1];
  return token === undefined ? undefined : { token, chatId };
}

/** A shared contact is the sender's own only when Telegram says so: people forward other people's numbers. */
const ownPhone = (message: Fields, userId: string): string | undefined => {
  const contact = fieldsOf(message.contact);
  return textOf(contact.user_id) === userId ? textOf(contact.phone_number) : undefined;
};

const personOf = (user: Fields, id: string, phone?: string) =>
  person({
    account: { type: 'telegram', id },
    traits: {
      firstName: textOf(user.first_name),
      lastName: textOf(user.last_name),
      username: textOf(user.username),
      language: textOf(user.language_code),
      phone,
    },
  });

function messageCalls(message: Fields): Mapped {
  const chat = fieldsOf(message.chat);
  const user = fieldsOf(message.from);
  const id = textOf(chat.id);
  // Groups and channels are not a customer talking to the shop; in a private chat chat and user have one id.
  if (id === undefined || chat.type !== 'private' || user.is_bot === true) return nothing;
  const who = personOf({ ...chat, ...user }, id, ownPhone(message, id));
  const moment = {
    messageId: `telegram:${id}:${textOf(message.message_id)}`,
    timestamp: instantOfNumber(message.date, 1_000),
  };
  const link = linkOf(message, id);
  // A link token is a key until it is used up: it stays out of the history.
  const text = link ? '/start' : firstText(message.text, message.caption);
  return {
    calls: [...identify(who, moment), track('Message Received', who, moment, { channel: 'telegram', text })],
    ...(link && { link }),
  };
}

/** Blocking the bot says "no more" as plainly as a form. */
function membershipCalls(change: Fields): Mapped {
  const chat = fieldsOf(change.chat);
  const id = textOf(chat.id);
  if (id === undefined || chat.type !== 'private' || fieldsOf(change.new_chat_member).status !== 'kicked')
    return nothing;
  const timestamp = instantOfNumber(change.date, 1_000);
  const consent = { channel: 'telegram', purpose: 'marketing', source: 'telegram-block' };
  const moment = { messageId: `telegram:${id}:blocked:${timestamp}`, timestamp };
  return { calls: [track('Consent Withdrawn', personOf({}, id), moment, consent)] };
}

export const telegram: Source = {
  secretBy: 'us',
  // 1 to 256 characters A-Z a-z 0-9 _ - (setWebhook, secret_token).
  newSecret: () => randomBytes(32).toString('base64url'),
  headers: [],
  // No signature: Telegram repeats a token that only it and we know.
  verify: ({ headers, secrets }) =>
    isSigned([headers['x-telegram-bot-api-secret-token']], secrets, (secret) => secret),
  dedupeKey: ({ body }) => textOf(fieldsOf(body).update_id),
  map({ body }) {
    const update = fieldsOf(body);
    if (update.message !== undefined) return messageCalls(fieldsOf(update.message));
    if (update.my_chat_member !== undefined) return membershipCalls(fieldsOf(update.my_chat_member));
    return nothing;
  },
};
