// The part of the documentation page that no schema tells: how to sign in, page through lists and read answers.
import { type Html, html, inline } from './html.ts';

interface Section {
  id: string;
  title: string;
  paragraphs: readonly string[];
  sample?: string;
}

const sections: readonly Section[] = [
  {
    id: 'send',
    title: 'Send events',
    paragraphs: [
      'A shop, a till, a site or an app sends what customers do, with a write key. Any client for Segment’s tracking API works: give it the write key and this host. An owner makes keys with `POST /v1/write-keys`; a browser key is public and cannot grant consent.',
      'A public sign-up form sends `identify` with the e-mail address, then `track` with the event `Consent Requested` and the properties `channel` (`email`), `source` and `wordingVersion`. The person gets a mail, and the consent counts when they press the button behind its link.',
      'The same `messageId` sent again counts once, so a client may repeat a request that got no answer.',
    ],
    sample: `curl -X POST "$API/v1/track" -u "$WRITE_KEY:" -H 'Content-Type: application/json' -d '{
  "userId": "c-1042",
  "event": "Order Completed",
  "messageId": "order-A-77",
  "timestamp": "2026-03-02T09:15:00+03:00",
  "properties": { "order_id": "A-77", "total": 1250.5, "currency": "ETB",
    "products": [{ "product_id": "p-9", "name": "ቡና 1 ኪሎ", "category": "Coffee", "quantity": 1, "price": 1250.5 }] }
}'`,
  },
  {
    id: 'sign-in',
    title: 'Sign in',
    paragraphs: [
      'Every other route is for signed-in users. A user signs in with Cognito and sends the token in the header `Authorization: Bearer ...`. The groups of a user are their roles: `owner`, `marketer`, `support` and `viewer`; each route says which of them it admits.',
    ],
    sample: `TOKEN=$(aws cognito-idp initiate-auth --client-id "$USER_POOL_CLIENT_ID" \\
  --auth-flow USER_PASSWORD_AUTH --auth-parameters "USERNAME=$EMAIL,PASSWORD=$PASSWORD" \\
  --query AuthenticationResult.AccessToken --output text)
curl "$API/v1/customers?query=selam" -H "Authorization: Bearer $TOKEN"`,
  },
  {
    id: 'answers',
    title: 'Read answers',
    paragraphs: [
      'Money is an object of integer minor units and currency: `{"amount": 125050, "currency": "ETB"}` is ETB 1,250.50. Moments are RFC 3339 in UTC; days such as `lastPurchaseOn` are days of the business in its time zone.',
      'Lists answer `{data, next_cursor, has_more}`. Send `next_cursor` back as `cursor` for the next page, with the same filters; it means nothing to anyone else. Fields may be added to answers at any time: ignore those you do not know.',
      'A create request may carry an `Idempotency-Key` header with an id of your own, so that repeating it does no harm.',
    ],
  },
  {
    id: 'bands',
    title: 'Bands and risk',
    paragraphs: [
      'Every night each buyer is held against their own rhythm. `risk` is the probability that they buy nothing within the next `horizonDays`. The band says how far silence has used up their chance to return: `new` (bought once, not long ago), `safe`, `watch`, `at-risk`, `lapsed`.',
      '`valueAtRisk` is what there is to lose: what the customer would be worth over the next twelve months if kept, times the risk. Lists are ordered by it.',
    ],
  },
];

const sectionBlock = ({ id, title, paragraphs, sample }: Section): Html => html`<section id="${id}">
<h2>${title}</h2>
${paragraphs.map((text) => html`<p>${inline(text)}</p>`)}
${sample ? html`<pre tabindex="0">${sample}</pre>` : ''}
</section>`;

export const guide: Html = html`${sections.map(sectionBlock)}`;
export const guideLinks: Html = html`${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}`;
