// Facebook: what people write to the shop's page. https://developers.facebook.com/docs/messenger-platform/webhooks
import { person, track } from '../calls.ts';
import { fieldsOf, firstText, instantOfNumber, listOf, textOf } from '../fields.ts';
import { hmac, isSigned } from '../signature.ts';
import { type Call, nothing, type Source } from '../source.ts';

/** One item of an entry; undefined for receipts, echoes of the page's own answers, and what cannot be read. */
function callOf(item: unknown): Call[] {
  const { sender, timestamp, message, postback } = fieldsOf(item);
  const id = textOf(fieldsOf(sender).id);
  const content = fieldsOf(message ?? postback);
  // Buttons pressed have no id of their own in older versions.
  const mid =
    textOf(content.mid) ??
    (message === undefined && postback !== undefined ? `${id}:${textOf(timestamp)}` : undefined);
  if (id === undefined || mid === undefined || content.is_echo === true) return [];
  // The id of a person is of this page only.
  const who = person({ account: { type: 'facebook', id } });
  const moment = { messageId: `facebook:${mid}`, timestamp: instantOfNumber(timestamp, 1) };
  const properties = { channel: 'facebook', text: firstText(content.text, content.title, content.payload) };
  return [track('Message Received', who, moment, properties)];
}

export const facebook: Source = {
  secretBy: 'them',
  headers: [],
  // Letters beyond ASCII come as \u escapes, and the signature is over those.
  verify: ({ bytes, headers, secrets }) =>
    isSigned(
      [headers['x-hub-signature-256']],
      secrets,
      (secret) => `sha256=${hmac(secret, bytes).toString('hex')}`,
    ),
  dedupeKey: ({ body }) => {
    const [first] = listOf(fieldsOf(listOf(fieldsOf(body).entry)[0]).messaging);
    return textOf(fieldsOf(fieldsOf(first).message).mid);
  },
  map({ body }) {
    const page = fieldsOf(body);
    if (page.object !== 'page') return nothing;
    const items = listOf(page.entry).flatMap((entry) => listOf(fieldsOf(entry).messaging));
    return { calls: items.flatMap(callOf) };
  },
};
