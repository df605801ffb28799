// Nightly, step 4: scores one segment in memory.
import { ScoreEnv } from '../../shared/churn/env.ts';
import { Task } from '../../shared/churn/nightly.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { score } from '../../shared/churn/steps/score.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { onStep } from '../../shared/platform/triggers.ts';
import { Census } from '../../shared/quality/census.ts';
import { hasherOf } from '../../shared/quality/duplicates/match-keys.ts';

const env = readEnv(ScoreEnv);
const parts = {
  ...nightlyParts(env),
  census: async (businessDate: string) =>
    new Census(hasherOf(keyringOf(await readSecret(env.TOKEN_SECRET_ARN)), businessDate)),
};

export const handler = onStep(Task, (task) => score(parts, task));
