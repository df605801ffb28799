// What a column of an import can mean, and the headers it is known by in English and Amharic: the surest first, since
// of two columns that could be it the surer one is (a total before a price, a customer's id before any id).
import * as z from 'zod';

export const ImportKind = z.enum(['customers', 'purchases']);
export type ImportKind = z.infer<typeof ImportKind>;

const person = {
  id: [
    // As our own exports have it.
    'ids.user',
    'customer id',
    'customer number',
    'customer no',
    'የደንበኛ መለያ',
    'የደንበኛ ቁጥር',
    'client id',
    'user id',
    'userid',
    'external id',
    'account',
    'customer',
    'ደንበኛ',
    'መለያ ቁጥር',
    'መለያ',
    'id',
  ],
  name: [
    'name',
    'full name',
    'customer name',
    'display name',
    'client name',
    'ስም',
    'ሙሉ ስም',
    'የደንበኛ ስም',
    'ስም ከነአባት',
  ],
  givenName: ['given name', 'first name', 'firstname', 'የመጀመሪያ ስም', 'የራስ ስም', 'ስም ብቻ'],
  fatherName: [
    'father name',
    'fathers name',
    'father s name',
    'last name',
    'lastname',
    'surname',
    'የአባት ስም',
    'አባት',
  ],
  grandfatherName: ['grandfather name', 'grandfathers name', 'grandfather s name', 'የአያት ስም', 'አያት'],
  email: ['email', 'e mail', 'email address', 'e mail address', 'mail', 'ኢሜይል', 'ኢሜል', 'ኢ ሜይል', 'የኢሜይል አድራሻ'],
  phone: [
    'phone',
    'phone number',
    'mobile',
    'mobile number',
    'mobile phone',
    'telephone',
    'tel',
    'cell',
    'whatsapp',
    'ስልክ',
    'ስልክ ቁጥር',
    'የስልክ ቁጥር',
    'ሞባይል',
    'ተንቀሳቃሽ ስልክ',
  ],
  city: ['city', 'town', 'ከተማ'],
  country: ['country', 'country code', 'ሀገር', 'አገር'],
  language: ['language', 'lang', 'locale', 'ቋንቋ'],
} as const;

const consent = {
  consentEmail: [
    'email consent',
    'consent email',
    'consent',
    'marketing consent',
    'accepts marketing',
    'accepts email marketing',
    'email marketing',
    'subscribed',
    'opt in',
    'optin',
    'newsletter',
    'ፈቃድ',
    'የኢሜይል ፈቃድ',
    'የማስታወቂያ ፈቃድ',
  ],
  consentSms: [
    'sms consent',
    'consent sms',
    'accepts sms marketing',
    'sms marketing',
    'sms opt in',
    'የአጭር መልእክት ፈቃድ',
    'የኤስኤምኤስ ፈቃድ',
  ],
  consentTelegram: ['telegram consent', 'consent telegram', 'የቴሌግራም ፈቃድ'],
  consentPhone: ['phone consent', 'consent phone', 'call consent', 'የስልክ ፈቃድ'],
  consentSource: ['consent source', 'opt in source', 'source of consent', 'የፈቃድ ምንጭ', 'ፈቃድ ምንጭ'],
  consentAt: [
    'consent date',
    'consent at',
    'consented at',
    'consent time',
    'opt in date',
    'opt in time',
    'subscribed at',
    'የፈቃድ ቀን',
    'ፈቃድ ቀን',
  ],
  consentWording: ['consent wording', 'wording version', 'consent version', 'consent text', 'የፈቃድ ቃል'],
} as const;

const customer = {
  ...person,
  updatedAt: ['updated at', 'last updated', 'modified', 'modified at', 'as of', 'የተሻሻለበት ቀን'],
  ...consent,
} as const;

const purchase = {
  ...person,
  orderId: [
    'order id',
    'order',
    'order number',
    'order no',
    'invoice',
    'invoice no',
    'invoice number',
    'receipt',
    'receipt no',
    'receipt number',
    'transaction id',
    'የትዕዛዝ ቁጥር',
    'ትዕዛዝ',
    'ደረሰኝ',
    'የደረሰኝ ቁጥር',
    'ደረሰኝ ቁጥር',
  ],
  date: [
    'order date',
    'purchase date',
    'invoice date',
    'sale date',
    'የግዢ ቀን',
    'የሽያጭ ቀን',
    'የትዕዛዝ ቀን',
    'sold on',
    'date',
    'ቀን',
    'timestamp',
    'created at',
    'created',
  ],
  time: ['time', 'order time', 'ሰዓት', 'የግዢ ሰዓት'],
  amount: [
    'grand total',
    'order total',
    'total amount',
    'total price',
    'ጠቅላላ ዋጋ',
    'total',
    'ጠቅላላ',
    'ድምር',
    'sum',
    'amount',
    'የገንዘብ መጠን',
    'ብር',
    'revenue',
    'value',
    'መጠን',
    'price',
    'ዋጋ',
  ],
  unitPrice: [
    'unit price',
    'price each',
    'item price',
    'lineitem price',
    'price per item',
    'የአንዱ ዋጋ',
    'የአንድ ዋጋ',
    'ነጠላ ዋጋ',
  ],
  currency: ['currency', 'currency code', 'ገንዘብ', 'የገንዘብ አይነት', 'ምንዛሬ'],
  refunded: ['refunded', 'refund', 'returned', 'amount refunded', 'refunded amount', 'ተመላሽ', 'የተመለሰ'],
  product: [
    'product',
    'product name',
    'item',
    'item name',
    'lineitem name',
    'description',
    'ምርት',
    'የምርት ስም',
    'ዕቃ',
    'የዕቃ ስም',
  ],
  sku: ['sku', 'lineitem sku', 'product id', 'product code', 'item code', 'stock code', 'የምርት ኮድ'],
  category: ['category', 'product category', 'ምድብ', 'የምርት ምድብ'],
  quantity: ['quantity', 'lineitem quantity', 'qty', 'units', 'ብዛት'],
} as const;

// The total of an order, which many shops repeat on each line, must not be taken for the line's own.
const ofOrder = ['grand total', 'order total', 'total amount'];
const prices = ['price', 'ዋጋ'];
const line = {
  ...purchase,
  amount: [
    'line total',
    'line amount',
    'item total',
    'item amount',
    ...purchase.amount.filter((name) => !ofOrder.includes(name) && !prices.includes(name)),
  ],
  unitPrice: [...purchase.unitPrice, ...prices],
};

/** What rows are: of customers, of purchases, or lines of purchases. */
export type Layout = ImportKind | 'lines';

export const headerNames = { customers: customer, purchases: purchase, lines: line } as const;

export const Field = z.enum([...new Set([...Object.keys(customer), ...Object.keys(purchase)])] as [
  FieldName,
  ...FieldName[],
]);
type FieldName = keyof typeof customer | keyof typeof purchase;
export type Field = z.infer<typeof Field>;

/** The mapped cells of a row, trimmed; empty ones are absent. */
export type Row = Partial<Record<Field, string>>;

/** Whose cells are dates. */
export const dateFields: readonly Field[] = ['date', 'updatedAt', 'consentAt'];

/** What a file must have a column for: each group needs one of its fields. */
export const neededFields: Record<Layout, readonly (readonly Field[])[]> = {
  customers: [['id', 'email', 'phone']],
  purchases: [['id', 'email', 'phone'], ['date'], ['amount', 'unitPrice']],
  lines: [['id', 'email', 'phone'], ['orderId'], ['date'], ['amount', 'unitPrice']],
};

export const fieldsOf = (layout: Layout): readonly Field[] => Object.keys(headerNames[layout]) as Field[];
