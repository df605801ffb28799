// Churn settings that several people change at once: no change is lost unnoticed.
import { expect, it } from 'vitest';
import { changeSettings, settingsOf } from '../../../shared/churn/program-store.ts';
import { ChurnSettings, defaultSettings } from '../../../shared/churn/settings.ts';
import { entityTag } from '../../../shared/platform/etag.ts';
import { onEachEngine } from '../../support/engines.ts';

onEachEngine('the churn settings', ({ tables }) => {
  const holding = (minChangesToHold: number) => ChurnSettings.parse({ minChangesToHold });
  const outcome = (asked: ChurnSettings, tag: string | undefined) =>
    changeSettings(tables.Program, asked, tag).then(
      () => 200,
      (error: { status?: number }) => error.status,
    );

  it('are changed by one of two who read the same, from the first change on', async () => {
    for (const round of [1, 2]) {
      const tag = entityTag(await settingsOf(tables.Program));
      const asked = [holding(round * 10 + 1), holding(round * 10 + 2)];

      const statuses = await Promise.all(asked.map((settings) => outcome(settings, tag)));

      expect(statuses.toSorted()).toEqual([200, 412]);
      expect(await settingsOf(tables.Program)).toEqual(asked[statuses.indexOf(200)]);
    }
  });

  it('are changed by everybody who names no tag, the last one standing', async () => {
    const asked = [holding(1), holding(2), holding(3)];

    expect(await Promise.all(asked.map((settings) => outcome(settings, undefined)))).toEqual([200, 200, 200]);
    expect(asked).toContainEqual(await settingsOf(tables.Program));
  });

  it('that were stored before they were counted can be changed', async () => {
    await tables.Program.put({ pk: 'settings', sk: 'churn', ...defaultSettings });

    expect(await outcome(holding(7), entityTag(defaultSettings))).toBe(200);
    expect(await settingsOf(tables.Program)).toEqual(holding(7));
  });
});
