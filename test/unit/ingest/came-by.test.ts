import { describe, expect, it } from 'vitest';
import { packBody } from '../../../shared/ingest/body.ts';
import { cameBy } from '../../../shared/ingest/came-by.ts';
import { deviceOf } from '../../../shared/ingest/sign-in.ts';
import { aCustomerId } from '../../support/factories.ts';

const keys = {
  theirs: new Map([
    ['anon#tablet', '2026-02-01T00:00:00.000Z'],
    ['phone#+251911234567', '2026-02-01T00:00:00.000Z'],
  ]),
  ours: new Set(['user#u-1', 'anon#phone']),
};
const track = (ids: object) => packBody({ type: 'track', event: 'Seen', ...ids });

describe('an event came by the one', () => {
  it.each([
    ['whose device it names', track({ anonymousId: 'tablet' }), true],
    ['whose user id it names, on whatever device', track({ userId: 'u-1', anonymousId: 'tablet' }), false],
    [
      'whose phone an identify call names',
      packBody({ type: 'identify', traits: { phone: '0911234567' } }),
      true,
    ],
    ['who has it otherwise, when nobody knows its ids', track({ anonymousId: 'new' }), false],
    ['who has it otherwise, when it cannot be read', Uint8Array.from([1, 2, 3]), false],
    ['who has it otherwise, when nothing is kept of it', undefined, false],
  ])('%s', (_, body, goesBack) => {
    expect(cameBy({ body, receivedAt: '2026-02-01T00:00:00.000Z' }, 'ET', keys)).toBe(goesBack);
  });

  it('only since its identifier has been theirs', () => {
    const body = track({ anonymousId: 'tablet' });

    expect(cameBy({ body, receivedAt: '2026-01-31T23:59:59.999Z' }, 'ET', keys)).toBe(false);
  });
});

describe('signing in', () => {
  const device = (body: Uint8Array<ArrayBuffer>) => deviceOf({ pk: aCustomerId(1), body });

  it('names the person and the device', () => {
    const body = packBody({ type: 'identify', userId: 'u-1', anonymousId: 'tablet' });

    expect(device(body)).toEqual({ known: aCustomerId(1), device: 'anon#tablet' });
  });

  it('is no call that lacks either, and none that cannot be read', () => {
    expect(device(packBody({ type: 'identify', userId: 'u-1' }))).toBeUndefined();
    expect(device(packBody({ type: 'identify', anonymousId: 'tablet' }))).toBeUndefined();
    expect(device(Uint8Array.from([1, 2, 3]))).toBeUndefined();
  });

  it('may be an alias, whose earlier id is the device', () => {
    const body = packBody({ type: 'alias', userId: 'u-1', previousId: 'tablet', anonymousId: 'phone' });

    expect(device(body)).toEqual({ known: aCustomerId(1), device: 'anon#tablet' });
    expect(device(packBody({ type: 'alias', previousId: 'tablet' }))).toBeUndefined();
  });

  it('is nothing that a tracked event says, whatever its name', () => {
    expect(
      device(track({ event: 'alias', userId: 'u-1', anonymousId: 'tablet', previousId: 'tablet' })),
    ).toBeUndefined();
  });
});
