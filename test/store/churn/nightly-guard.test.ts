// A night that would move too many customers, over a real DynamoDB engine: it stops, says so and waits for a person.
import { beforeEach, expect, test } from 'vitest';
import { changeSettings, currentOf, runOf } from '../../../shared/churn/program-store.ts';
import { ChurnSettings } from '../../../shared/churn/settings.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { atRiskListKey } from '../../../shared/reports/schema.ts';
import { onEachEngine } from '../../support/engines.ts';
import { runPass } from '../../support/nightly-pass.ts';
import { nightlyWorld } from '../../support/nightly-world.ts';
import { openShop } from '../../support/small-shop.ts';

const today = dayOfDate('2026-10-05');
const date = (later = 0) => dateOfDay(today + later);

onEachEngine('a night that would move too many customers', (engine) => {
  const { tables } = engine;
  const { parts, objects, everything } = nightlyWorld(engine);

  beforeEach(async () => {
    await openShop(tables, 60, today);
    await changeSettings(tables.Program, ChurnSettings.parse({ minChangesToHold: 5 }), undefined);
    await runPass(parts, { businessDate: date() });
    const harsh = { watch: 0.01, atRisk: 0.02, lapsed: 0.03, likely: 0 };
    await changeSettings(
      tables.Program,
      ChurnSettings.parse({ minChangesToHold: 5, bands: harsh }),
      undefined,
    );
  });

  test('stops before it writes anything, and says so', async () => {
    const before = await everything();

    const outcome = await runPass(parts, { businessDate: date(1) });

    expect(outcome.isHeld).toBe(true);
    expect(await everything()).toEqual(before);
    expect(await runOf(tables.Program, date(1))).toMatchObject({ state: 'held', written: 0 });
    expect((await currentOf(tables.Program))?.businessDate).toBe(date());
    expect(objects.stored.has(atRiskListKey(date(1)))).toBe(false);
  });

  test('goes through once a person has approved it', async () => {
    await runPass(parts, { businessDate: date(1) });

    const { run } = await runPass(parts, { businessDate: date(1), approved: true });

    expect(run?.state).toBe('done');
    expect(run?.bandChanges).toBeGreaterThan(10);
    expect((await currentOf(tables.Program))?.businessDate).toBe(date(1));
  });
});
