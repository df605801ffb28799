// The words of the retention mail. They promise nothing the shop did not promise: no news, no offers, no discount.
import { defineTexts } from '../platform/i18n.ts';

export const retentionTexts = defineTexts({
  en: {
    subject: '{% if name %}{{ name }}, we have missed you{% else %}We have missed you{% endif %}',
    preheader: 'A short note from {{ business }}, and a question.',
    greeting: '{% if name %}Hello {{ name }},{% else %}Hello,{% endif %}',
    missed: 'It has been a while since we last saw you, and we have missed you.',
    lastProduct: 'On {{ date }} you chose “{{ product }}” with us. We hope it has served you well.',
    lastVisit: 'Your last purchase with us was on {{ date }}. Thank you for choosing us.',
    category:
      'You often come to us for {{ category }}. Whenever you need it again, we will gladly help you find what suits you.',
    noCategory: 'Whenever you need something again, we will gladly help you find what suits you.',
    question:
      'Was something not as it should be? Or were you looking for something and did not find it? Just answer this mail and tell us: it reaches us, and we read every answer.',
    closing: 'With warm regards,',
    contact: 'How to reach us',
    why: 'You receive this because you agreed to hear from us.',
    stop: 'To stop, press here.',
  },
  am: {
    subject: '{% if name %}{{ name }}፣ ናፍቀውናል{% else %}ናፍቀውናል{% endif %}',
    preheader: 'ከ{{ business }} አጭር መልእክት እና አንድ ጥያቄ።',
    greeting: '{% if name %}ሰላም {{ name }}፣{% else %}ሰላም፣{% endif %}',
    missed: 'ካየንዎ ቆየት ብለናል፤ ናፍቀውናል።',
    lastProduct: 'በ{{ date }} «{{ product }}» ከእኛ ገዝተው ነበር፤ እንደተመቸዎ ተስፋ እናደርጋለን።',
    lastVisit: 'ለመጨረሻ ጊዜ ከእኛ የገዙት በ{{ date }} ነበር፤ እኛን ስለመረጡ እናመሰግናለን።',
    category: 'ብዙ ጊዜ ከእኛ የሚገዙት «{{ category }}» ነው። በድጋሚ ሲፈልጉ የሚስማማዎትን እንዲያገኙ በደስታ እናግዝዎታለን።',
    noCategory: 'በድጋሚ የሚፈልጉት ነገር ሲኖር፣ የሚስማማዎትን እንዲያገኙ በደስታ እናግዝዎታለን።',
    question:
      'ያልተመቸዎት ነገር ነበር? ወይስ ፈልገው ያላገኙት ዕቃ አለ? ለዚህ መልእክት መልስ ይጻፉልን፤ መልስዎ በቀጥታ ይደርሰናል፣ እያንዳንዱንም መልስ እናነባለን።',
    closing: 'ከአክብሮት ጋር፣',
    contact: 'ያግኙን',
    why: 'ይህ መልእክት የደረሰዎ ከእኛ ለመስማት ስለፈቀዱ ነው።',
    stop: 'መቀበል ለማቆም እዚህ ይጫኑ።',
  },
});
