// Words of the at-risk list mail, its chart and its file (glossary: README).
import { defineTexts, type Language } from '../platform/i18n.ts';
import { formatMoney, type Money, toMajor } from '../platform/money.ts';

export const listTexts = defineTexts({
  en: {
    subject:
      '{% if count == 0 %}Good news: nobody is about to leave{% else %}{{ number }} {% if count == 1 %}customer{% else %}customers{% endif %} may leave, worth about {{ worth }} a year{% endif %}',
    preheader:
      '{% if count == 0 %}The at-risk list of {{ business }} is empty.{% else %}Start with {{ names }}.{% endif %}',
    lead: '{% if count == 1 %}1 customer may leave, worth about {{ worth }} a year.{% else %}{{ number }} customers may leave; together they are worth about {{ worth }} a year.{% endif %}',
    goodNews: 'Good news: nobody is on the at-risk list.',
    goodNewsMore:
      'All your customers who buy regularly are within their usual rhythm, or have been gone for longer. The list comes again as soon as somebody slips.',
    silentSales:
      'Since {{ date }} no sales have come from {{ source }}{% if count > 0 %}: some of these customers may have bought{% endif %}. Have it looked at.',
    added: 'new on the list',
    cameBack: 'came back and bought',
    lapsed: 'left it, now lapsed',
    moreThanLast: 'more than last time',
    lessThanLast: 'fewer than last time',
    sameAsLast: 'change in number',
    top: '{% if count == 1 %}Reach out to{% else %}Start with these{% endif %}',
    step: 'Next step:',
    rest: 'The full list of {{ number }} is attached: open it in Excel or any spreadsheet.',
    attached: 'The list is attached too: open it in Excel or any spreadsheet.',
    capped: 'The attached list has the {{ listed }} most valuable of them.',
    bands: 'Where your customers stand',
    trend: 'At risk, list by list',
    often: 'Often buys {{ category }}.',
    lastProduct: 'Last bought {{ product }}.',
    mailed: 'We mailed them on {{ date }}; an answer may be in your mailbox.',
    mailing: 'A personal mail to them is prepared; it goes out unless something stands against it.',
    bounced: 'Our mail did not reach them.',
    noConsent: 'They have not agreed to mails from us.',
    call: 'Call them and ask how they are.',
    greet: 'Ask them, when they come by, whether you may write to them.',
    definition:
      'At risk: has been silent so long, against their own rhythm, that they are more likely than not to stay away for the next {{ days }} days. Worth: what they would bring in over 12 months if they stayed, times the risk of losing them.',
    rough: 'There is not much data yet, so take the figures as rough. They get better with every purchase.',
    asOf: 'As of {{ date }}.',
    why: 'You get this list because your address is among the marketers of {{ business }}.',
    personal: 'It holds personal data of customers. Please do not pass it on.',
    new: 'New',
    safe: 'Safe',
    watch: 'Watch',
    'at-risk': 'At risk',
    lapsedBand: 'Lapsed',
  },
  am: {
    subject:
      '{% if count == 0 %}መልካም ዜና፦ ሊለቁ የሚችሉ ደንበኞች የሉም{% else %}{{ number }} {% if count == 1 %}ደንበኛ{% else %}ደንበኞች{% endif %} ሊለቁ ይችላሉ፤ በዓመት ወደ {{ worth }} ገቢ ያስገኛሉ{% endif %}',
    preheader:
      '{% if count == 0 %}የ{{ business }} ሊለቁ የሚችሉ ደንበኞች ዝርዝር ባዶ ነው።{% else %}መጀመሪያ፦ {{ names }}።{% endif %}',
    lead: '{% if count == 1 %}1 ደንበኛ ሊለቁ ይችላሉ፤ በዓመት ወደ {{ worth }} ገቢ ያስገኛሉ።{% else %}{{ number }} ደንበኞች ሊለቁ ይችላሉ፤ በዓመት ወደ {{ worth }} ገቢ ያስገኛሉ።{% endif %}',
    goodNews: 'መልካም ዜና፦ ዛሬ ሊለቁ የሚችሉ ደንበኞች ዝርዝር ላይ ማንም የለም።',
    goodNewsMore:
      'ዘወትር የሚገዙ ደንበኞችዎ በተለመደው ጊዜያቸው እየገዙ ነው፤ ሌሎቹ ደግሞ ቀደም ብለው የራቁ ናቸው። መራቅ የጀመረ ደንበኛ ሲኖር ዝርዝሩ እንደገና ይደርስዎታል።',
    silentSales:
      'ከ{{ date }} ወዲህ ከ«{{ source }}» ምንም ሽያጭ አልደረሰም{% if count > 0 %}፤ ከእነዚህ ደንበኞች አንዳንዶቹ ገዝተው ሊሆን ይችላል{% endif %}። እባክዎ እንዲታይ ያድርጉ።',
    added: 'አዲስ የገቡ',
    cameBack: 'ተመልሰው የገዙ',
    lapsed: 'ከዝርዝሩ ወጥተው የራቁ',
    moreThanLast: 'ካለፈው ጭማሪ',
    lessThanLast: 'ካለፈው ቅናሽ',
    sameAsLast: 'የቁጥር ለውጥ',
    top: '{% if count == 1 %}እኚህን ደንበኛ ያግኙ{% else %}መጀመሪያ እነዚህን ያግኙ{% endif %}',
    step: 'ቀጣይ እርምጃ፦',
    rest: 'የ{{ number }}ቱም ደንበኞች ሙሉ ዝርዝር ተያይዟል፤ በኤክሴል ሊከፍቱት ይችላሉ።',
    attached: 'ዝርዝሩ በፋይልም ተያይዟል፤ በኤክሴል ሊከፍቱት ይችላሉ።',
    capped: 'በተያያዘው ፋይል ውስጥ ከፍተኛ ገቢ የሚያስገኙት {{ listed }} ደንበኞች አሉ።',
    bands: 'ደንበኞችዎ ያሉበት ሁኔታ',
    trend: 'ሊለቁ የሚችሉ ደንበኞች ብዛት፣ በየዝርዝሩ',
    often: 'ብዙ ጊዜ «{{ category }}» ይገዛሉ።',
    lastProduct: 'በመጨረሻ የገዙት «{{ product }}» ነው።',
    mailed: 'በ{{ date }} መልእክት ልከንላቸዋል፤ መልሳቸው ኢሜይልዎ ውስጥ ሊኖር ይችላል።',
    mailing: 'ለእርሳቸው መልእክት አዘጋጅተናል፤ የሚከለክል ነገር ከሌለ ይላካል።',
    bounced: 'የላክንላቸው መልእክት አልደረሳቸውም።',
    noConsent: 'ኢሜይል እንድንልክላቸው ፈቃድ አልሰጡንም።',
    call: 'ደውለው ደኅንነታቸውን ይጠይቁ።',
    greet: 'ሲመጡ፣ ልንጽፍላቸው እንችል እንደሆነ ይጠይቋቸው።',
    definition:
      'ሊለቁ የሚችሉ፦ ከራሳቸው የግዢ ልማድ አንጻር ዝምታቸው ስለረዘመ፣ በሚቀጥሉት {{ days }} ቀናት ውስጥ የመመለስ ዕድላቸው ከአለመመለስ ያነሰ ደንበኞች ናቸው። ገቢ፦ ደንበኛው ቢቆዩ በ12 ወራት የሚያስገኙት ገቢ፣ በመልቀቅ ስጋታቸው ተባዝቶ።',
    rough: 'ገና በቂ መረጃ ስለሌለ ቁጥሮቹን እንደ ግምት ይውሰዷቸው፤ ከእያንዳንዱ ግዢ ጋር እየተሻሻሉ ይሄዳሉ።',
    asOf: 'እስከ {{ date }} ባለው መረጃ መሠረት።',
    why: 'ይህ ዝርዝር የደረሰዎ አድራሻዎ በ{{ business }} የገበያ ሥራ ባልደረቦች ዝርዝር ውስጥ ስላለ ነው።',
    personal: 'የደንበኞች የግል መረጃ ስላለበት እባክዎ ለሌላ ሰው አያስተላልፉት።',
    new: 'አዲስ',
    safe: 'ንቁ',
    watch: 'ክትትል የሚሹ',
    'at-risk': 'ሊለቁ የሚችሉ',
    lapsedBand: 'የራቁ',
  },
});

export const csvTexts = defineTexts({
  en: {
    name: 'Name',
    phone: 'Phone',
    email: 'E-mail',
    worth: 'Value at risk',
    currency: 'Currency',
    risk: 'Risk (%)',
    lastPurchase: 'Last purchase',
    silentDays: 'Days since',
    orders: 'Orders',
    why: 'Why',
    step: 'Next step',
    customerId: 'Customer id',
  },
  am: {
    name: 'ስም',
    phone: 'ስልክ',
    email: 'ኢሜይል',
    worth: 'ሊታጣ የሚችል ገቢ',
    currency: 'ገንዘብ',
    risk: 'የመልቀቅ ስጋት (%)',
    lastPurchase: 'የመጨረሻ ግዢ',
    silentDays: 'ከገዙ ያለፉ ቀናት',
    orders: 'የትዕዛዝ ብዛት',
    why: 'ምክንያት',
    step: 'ቀጣይ እርምጃ',
    customerId: 'የደንበኛ መለያ',
  },
});

const inWords: Record<Language, (whole: string) => string> = {
  en: (whole) => `${whole} birr`,
  am: (whole) => `${whole} ብር`,
};

/** Whole major units as one says them: `52,000 birr`, `52,000 ብር`, `£4,800`. */
export function spokenMoney(money: Money, language: Language): string {
  if (money.currency !== 'ETB') return formatMoney(money, language, true);
  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(
    toMajor(money.amount, money.currency),
  );
  return inWords[language](whole);
}

/** A sum to two significant digits: what "about" means. */
export const about = (minor: number): number => Number(minor.toPrecision(2));
