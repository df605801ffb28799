// Any number of made-up customers' records, as a shop has them: most with a phone, half with an address, few of them twice.
import { seededRandom } from '../../shared/stats/random.ts';
import { aConsent } from './factories.ts';

const names = (
  'አበበ ከበደ ሰላማዊት ኃይሉ ፀሐይ ታደሰ ገሠሠ መኮንን ደሳለኝ ጌታቸው ተስፋዬ ወርቁ ፍቅሩ ሕይወት ማርያም ዮሐንስ ትዕግስት በላይነሽ ዓለም እሸቱ ' +
  'Abebe Kebede Selamawit Hailu Tsehay Tadesse Gessesse Mekonnen Desalegn Getachew Tesfaye Worku Fikru Hiwot Yohannes'
).split(' ');

/** The `i`th customer as stored, without purchases; every 25th was there before under another id. */
export function aShopper(i: number, pk: string) {
  const person = i % 25 === 24 ? i - 13 : i;
  const random = seededRandom(person + 1);
  const pick = () => names[Math.floor(random.uniform() * names.length)] ?? '';
  const [givenName, fatherName] = [pick(), `${pick()}${pick().toLowerCase()}`];
  const has = (share: number) => random.uniform() < share;
  return {
    pk,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ids: has(0.6) ? { user: `c-${i}` } : {},
    profile: {
      ...(has(0.9) && { name: `${givenName} ${fatherName}`, givenName, fatherName }),
      ...(has(0.8) && { phone: `+2519${String(10_000_000 + person)}` }),
      ...(has(0.5) && { email: `customer.${person}@${has(0.5) ? 'gmail.com' : 'example.com'}` }),
      ...(has(0.5) && { language: 'am' }),
    },
    consents: has(0.4) ? { 'email:marketing': aConsent() } : {},
  };
}
