// What is wrong with a field of an event, and what it costs, in words.
import type { Language } from '../../customers/schema.ts';

type Both = Record<Language, string>;

/** The name a pointer ends with; places in lists have none. */
export const fieldOf = (pointer: string): string =>
  pointer
    .split('/')
    .filter((part) => part !== '' && part !== '*')
    .at(-1) ?? '';

/** The same whichever way it is spelt: `order_id`, `orderId`. */
export const bareField = (pointer: string): string => fieldOf(pointer).toLowerCase().replaceAll('_', '');

/** `a phone`, `an email`, `products`: names as the sender writes them. */
const withArticle = (field: string): string =>
  field.endsWith('s') ? field : `${/^[aeio]/i.test(field) ? 'an' : 'a'} ${field}`;

const without = (field: string): Both => ({ en: `comes without ${field}`, am: `ያለ ${field} ይደርሳል` });

/** `{event} from {source} ...`; the field's name as the sender writes it. */
const rules: Record<string, (field: string) => Both> = {
  required: without,
  dependentRequired: without,
  'order-id': without,
  type: (field) => ({
    en: `has ${withArticle(field)} of another type than planned`,
    am: `${field} ከታቀደው የተለየ ዓይነት አለው`,
  }),
  additionalProperties: (field) => ({
    en: `has ${withArticle(field)} that the plan does not have`,
    am: `በዕቅዱ የሌለ ${field} አለው`,
  }),
  rating: (field) => ({ en: `comes without a ${field} that can be read`, am: `ሊነበብ የሚችል ${field} የለውም` }),
  enum: (field) => ({
    en: `has ${withArticle(field)} that is none of those planned`,
    am: `${field} ከታቀዱት ውስጥ አይደለም`,
  }),
  phone: (field) => ({
    en: `has ${withArticle(field)} that is no phone number`,
    am: `${field} ስልክ ቁጥር አይደለም`,
  }),
  email: (field) => ({
    en: `has ${withArticle(field)} that is no e-mail address`,
    am: `${field} የኢሜይል አድራሻ አይደለም`,
  }),
  language: (field) => ({
    en: `has ${withArticle(field)} that is no language we know`,
    am: `${field} የምናውቀው ቋንቋ አይደለም`,
  }),
  country: (field) => ({ en: `has ${withArticle(field)} that is no country`, am: `${field} አገር አይደለም` }),
  timezone: (field) => ({
    en: `has ${withArticle(field)} that is no time zone`,
    am: `${field} የሰዓት ክልል አይደለም`,
  }),
  currency: (field) => ({
    en: `has ${withArticle(field)} that is no currency`,
    am: `${field} የገንዘብ ዓይነት አይደለም`,
  }),
};

const other =
  (rule: string) =>
  (field: string): Both => ({
    en: `has ${withArticle(field)} not as planned (${rule})`,
    am: `${field} እንደታቀደው አይደለም (${rule})`,
  });

/** Names that the plan does not have are not told where they may be somebody's. */
const furtherField: Both = { en: 'has a field that the plan does not have', am: 'በዕቅዱ የሌለ መረጃ አለው' };

export function violationSaid(pointer: string, rule: string): Both {
  if (rule === 'additionalProperties' && pointer.endsWith('/*')) return furtherField;
  const say = Object.hasOwn(rules, rule) ? rules[rule] : undefined;
  return (say ?? other(rule))(fieldOf(pointer) || pointer || 'event');
}

/** What it costs when the field is missing or wrong, by its bare name. */
const costs: Record<string, Both> = {
  orderid: {
    en: 'the same order sent twice cannot be recognised',
    am: 'አንድ ትዕዛዝ ሁለት ጊዜ ቢላክ መለየት አይቻልም',
  },
  total: { en: 'what it was worth is guessed from other fields', am: 'ዋጋው የሚገመተው ከሌሎች መረጃዎች ነው' },
  currency: { en: 'it is counted in your own currency', am: 'በራስዎ ገንዘብ ተደርጎ ይቆጠራል' },
  products: { en: 'nobody knows what was bought', am: 'ምን እንደተገዛ አይታወቅም' },
  phone: { en: 'the customer cannot be found or reached by it', am: 'በስልኩ ደንበኛውን ማግኘት አይቻልም' },
  email: { en: 'the customer cannot be found or reached by it', am: 'በኢሜይሉ ደንበኛውን ማግኘት አይቻልም' },
  language: { en: 'mails go out in the usual language', am: 'መልእክት የሚላከው በተለመደው ቋንቋ ነው' },
};

const otherMoney: Both = {
  en: 'the purchase counts, its money does not',
  am: 'ግዢው ይቆጠራል፤ ገንዘቡ ግን አይቆጠርም',
};

export function costOf(pointer: string, rule: string): Both | undefined {
  if (rule === 'currency') return otherMoney;
  const field = bareField(pointer);
  return Object.hasOwn(costs, field) ? costs[field] : undefined;
}
