// How customers reach the business: the lines under every mail, from the settings that are filled in.
import * as z from 'zod';
import { defineTexts, type Language } from '../platform/i18n.ts';
import type { Line } from '../platform/mail-content.ts';

/** Environment of functions that write to customers; empty text means: not given. */
export const ContactEnv = z.object({
  BUSINESS_ADDRESS: z.string(),
  BUSINESS_PHONE: z.string(),
  BUSINESS_WEBSITE: z.union([z.url({ protocol: /^https?$/ }), z.literal('')]),
});
export type Contact = z.output<typeof ContactEnv>;

const labels = defineTexts({
  en: { phone: 'Phone:', address: 'Address:', website: 'Website:', mail: 'E-mail:' },
  am: { phone: 'ስልክ፦', address: 'አድራሻ፦', website: 'ድረ ገጽ፦', mail: 'ኢሜይል፦' },
});

/** Phone, e-mail, website and address, as far as they are known. The e-mail always is. */
export function contactLines(contact: Contact, email: string, language: Language): Line[] {
  const { BUSINESS_PHONE: phone, BUSINESS_WEBSITE: website, BUSINESS_ADDRESS: address } = contact;
  const label = (key: 'phone' | 'address' | 'website' | 'mail') => labels.say(language, key);
  return [
    ...(phone ? [{ label: label('phone'), text: phone, href: `tel:${phone.replace(/[^\d+]/g, '')}` }] : []),
    { label: label('mail'), text: email, href: `mailto:${email}` },
    ...(website
      ? [{ label: label('website'), text: website.replace(/^https?:\/\//, ''), href: website }]
      : []),
    ...(address ? [{ label: label('address'), text: address }] : []),
  ];
}
