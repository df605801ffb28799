// Puts one confirmation mail together. A mail somebody asked for has no List-Unsubscribe header.
import { languageFor } from '../platform/i18n.ts';
import { mailHtml } from '../platform/mail-html.ts';
import { mailText } from '../platform/mail-text.ts';
import { addressHash, type Keyring } from '../platform/token.ts';
import { confirmToken, LINK_DAYS } from './confirm-token.ts';
import { confirmationMail } from './confirmation-mail.ts';
import type { SendSettings } from './env.ts';
import type { SendParts } from './send-one.ts';

const DAY = 86_400_000;

/** Throws for a customer without an address, whom the gate keeps out. */
export function confirmationComposer(settings: SendSettings, keyring: Keyring): SendParts['compose'] {
  return (message, customer, _purchases, now) => {
    const { email, language: preferred } = customer.profile;
    if (!email) throw new Error('the customer has no e-mail address');
    const language = languageFor(preferred, settings.LANGUAGES);
    const token = confirmToken(keyring, {
      customerId: customer.pk,
      messageId: message.id,
      addressHash: addressHash(keyring, email),
      language,
      expiresAt: now + LINK_DAYS * DAY,
    });
    const content = confirmationMail({
      language,
      business: settings.BUSINESS_NAME,
      replyTo: settings.REPLY_TO || settings.SENDER_ADDRESS,
      contact: settings,
      confirmUrl: `${settings.PUBLIC_URL.replace(/\/$/, '')}/c/${token}`,
    });
    const mail = {
      to: email,
      subject: content.subject,
      html: mailHtml(content),
      text: mailText(content),
      headers: [],
      tags: { customer: customer.pk, message: message.id },
    };
    return { mail, language };
  };
}
