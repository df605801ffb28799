// Puts one mail together: the facts, the signed link, the headers, both parts.
import { dayOf } from '../platform/days.ts';
import { languageFor } from '../platform/i18n.ts';
import { unsubscribeHeaders } from '../platform/mail-headers.ts';
import { mailHtml } from '../platform/mail-html.ts';
import { mailText } from '../platform/mail-text.ts';
import { addressHash, type Keyring } from '../platform/token.ts';
import { confirmationComposer } from './compose-confirmation.ts';
import type { SendSettings } from './env.ts';
import { purchaseFacts } from './purchase-facts.ts';
import { retentionMail } from './retention-mail.ts';
import type { SendParts } from './send-one.ts';
import { unsubscribeToken } from './unsubscribe-token.ts';

/** A composer for the settings of this stage. It throws for a customer without an address, whom the gate keeps out. */
export function composer(settings: SendSettings, keyring: Keyring): SendParts['compose'] {
  const retention = retentionComposer(settings, keyring);
  const confirmation = confirmationComposer(settings, keyring);
  return (message, ...facts) =>
    message.campaign === 'consent-confirmation'
      ? confirmation(message, ...facts)
      : retention(message, ...facts);
}

function retentionComposer(settings: SendSettings, keyring: Keyring): SendParts['compose'] {
  return (message, customer, purchases, now) => {
    const { email, language: preferred, givenName } = customer.profile;
    if (!email) throw new Error('the customer has no e-mail address');
    const language = languageFor(preferred, settings.LANGUAGES);
    const token = unsubscribeToken(keyring, {
      customerId: customer.pk,
      addressHash: addressHash(keyring, email),
      language,
    });
    const unsubscribeUrl = `${settings.PUBLIC_URL.replace(/\/$/, '')}/u/${token}`;
    const content = retentionMail({
      language,
      calendar: settings.CALENDAR,
      business: settings.BUSINESS_NAME,
      replyTo: settings.REPLY_TO || settings.SENDER_ADDRESS,
      contact: settings,
      profile: { ...(givenName && { givenName }) },
      purchases: purchaseFacts(purchases, settings.TIME_ZONE),
      unsubscribeUrl,
      today: dayOf(now, settings.TIME_ZONE),
    });
    const mail = {
      to: email,
      subject: content.subject,
      html: mailHtml(content),
      text: mailText(content),
      headers: unsubscribeHeaders(unsubscribeUrl),
      tags: { customer: customer.pk, message: message.id },
    };
    return { mail, language };
  };
}
