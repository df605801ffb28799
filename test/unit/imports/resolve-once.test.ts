// People of a chunk are looked up once.
import { expect, test } from 'vitest';
import type { Claim } from '../../../shared/customers/identity.ts';
import { resolveOnce } from '../../../shared/imports/resolve-once.ts';

const asked: Claim[][] = [];
const once = () => {
  asked.length = 0;
  return resolveOnce(async (claims) => {
    asked.push([...claims]);
    return claims.map(({ ids }) => `cus-${JSON.stringify(ids)}`);
  });
};

test('whoever was asked for is not asked for again, and everybody gets their own answer in order', async () => {
  const resolve = once();
  const [abebe, sara, guest]: Claim[] = [
    { ids: { user: 'abebe', phone: '+251911000001' } },
    { ids: { user: 'sara' } },
    { ids: { phone: '+251911000001' } },
  ];
  if (!abebe || !sara || !guest) throw new Error('nobody');

  const first = await resolve([abebe, sara, { ids: { phone: '+251911000001', user: 'abebe' } }], 0, 'import');
  const second = await resolve([sara, guest, abebe], 0, 'import');

  expect(asked).toEqual([[abebe, sara], [guest]]);
  expect(first).toEqual([first[0], first[1], first[0]]);
  expect(new Set([...first, ...second]).size).toBe(3);
  expect(second).toEqual([first[1], 'cus-{"phone":"+251911000001"}', first[0]]);
});

test('what failed is asked for again', async () => {
  let tries = 0;
  const resolve = resolveOnce(async () => {
    tries += 1;
    if (tries === 1) throw new Error('busy');
    return ['cus-1'];
  });

  await expect(resolve([{ ids: { user: 'u' } }], 0, 'import')).rejects.toThrow('busy');

  expect(await resolve([{ ids: { user: 'u' } }], 0, 'import')).toEqual(['cus-1']);
});
