// Endpoints of webhooks: secrets rotated and sealed, removed ones closed.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { onEachEngine } from '../support/engines.ts';
import { HookSteps, owner } from '../support/hook-steps.ts';
import { HooksWorld, signed } from '../support/hooks-world.ts';

const world = new HooksWorld();

onEachEngine('an endpoint of webhooks', (engine) => {
  const { tables } = engine;
  const steps = new HookSteps(engine, world);

  beforeAll(() => steps.deploy());
  beforeEach(() => {
    world.mend();
    world.queue = [];
  });

  it('goes on with the old secret beside a new one, and stops with one before', async () => {
    const woo = await steps.endpoint('woocommerce', 'woo-secret-number-one');
    const rotate = async () =>
      (await steps.app.ask.post(`/v1/hooks/${woo.id}/rotate`, { user: owner, body: {} })).json
        .secret as string;
    const status = async (secret: string) => {
      await steps.deploy();
      return (await steps.app.hook.post(woo.path, signed('woocommerce', secret))).status;
    };

    const second = await rotate();
    expect([await status(woo.secret), await status(second)]).toEqual([200, 200]);
    const third = await rotate();

    expect([await status(woo.secret), await status(second), await status(third)]).toEqual([401, 200, 200]);
  });

  it('keeps the secret in use when a rotation is repeated under its key', async () => {
    const woo = await steps.endpoint('woocommerce', 'woo-secret-number-one');
    const rotate = (key: string) =>
      steps.app.ask.post(`/v1/hooks/${woo.id}/rotate`, {
        user: owner,
        body: {},
        headers: { 'idempotency-key': key },
      });

    const statuses = [await rotate('first'), await rotate('first')].map(({ status }) => status);

    expect(statuses).toEqual([200, 409]);
    await steps.deploy();
    expect((await steps.app.hook.post(woo.path, signed('woocommerce', woo.secret))).status).toBe(200);
    expect((await rotate('second')).status).toBe(200);
  });

  it('to an endpoint that was removed is refused', async () => {
    const woo = await steps.endpoint('woocommerce', 'woo-secret-number-one');
    const listed = async () =>
      (await steps.app.ask.get('/v1/hooks', { user: owner })).json.data.map(({ id }: { id: string }) => id);
    expect(await listed()).toContain(woo.id);

    expect((await steps.app.ask.delete(`/v1/hooks/${woo.id}`, { user: owner })).status).toBe(204);

    expect(await listed()).not.toContain(woo.id);
    expect((await woo.send()).status).toBe(404);
    expect((await steps.app.ask.post(`/v1/hooks/${woo.id}/rotate`, { user: owner, body: {} })).status).toBe(
      404,
    );
  });

  it('keeps no secret in the clear', async () => {
    const secret = 'chapa-secret-in-the-clear';
    const chapa = await steps.endpoint('chapa', secret, { apiKey: 'CHASECK_TEST-in-the-clear' });

    const item = await tables.Program.get({ pk: `hook#${chapa.id}`, sk: 'endpoint' });

    expect(item).toMatchObject({ source: 'chapa' });
    expect(JSON.stringify(item)).not.toMatch(/in-the-clear/);
  });
});
