// The churn area over HTTP: who is slipping away and why, the model behind it, and its proof.
import * as z from 'zod';
import { ChangeHeaders, PageQuery, pageOf, ReadAgainHeaders, RepeatHeaders } from '../platform/answers.ts';
import { defineRoutes, everyRole } from '../platform/routes.ts';
import { StoredBacktest } from './backtest-record.ts';
import { Run } from './nightly.ts';
import { ListedBand } from './schema.ts';
import { ChurnSettings } from './settings.ts';
import { AtRiskRow, ModelView } from './view-schema.ts';

const filters = {
  band: ListedBand.default('at-risk').meta({ description: 'Which band to list.' }),
  min_value: z.coerce
    .number<string>()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Only customers with at least this value at risk, in minor units.' }),
};

/** Named once: a second schema of the same name cannot be described. */
const Settings = ChurnSettings.meta({ id: 'ChurnSettings' });

export const churnRoutes = defineRoutes({
  'GET /v1/at-risk': {
    audience: everyRole,
    summary: 'List customers who may leave',
    description:
      'One band, ordered by value at risk, the largest first: what is worth saving, not who is surest to be gone. ' +
      'Every row says why, in both languages, and what to do next. Days are counted up to the last nightly pass.',
    query: PageQuery.extend(filters),
    response: pageOf('AtRiskPage', AtRiskRow),
  },
  'GET /v1/at-risk.csv': {
    audience: ['owner', 'marketer'],
    summary: 'Download customers who may leave',
    description:
      'The same list for a spreadsheet, with contact data, UTF-8 with a byte order mark. Cells that a spreadsheet ' +
      'would run as a formula are quoted. Longer lists come in parts: the header `has-more` says so, and ' +
      '`next-cursor` is the `cursor` of the next part.',
    query: z.object({ ...filters, cursor: PageQuery.shape.cursor }),
    media: ['text/csv'],
  },
  'GET /v1/churn/model': {
    audience: ['owner', 'marketer'],
    summary: 'Read the model in force and earlier ones',
    description:
      'Parameters, how far the shop’s own data carries them, the method in force, and past dates on which it was ' +
      'tried: what it said and what then happened. Null before the first nightly pass.',
    response: z
      .object({ current: ModelView.nullable(), versions: z.array(ModelView) })
      .meta({ id: 'ChurnModels' }),
  },
  'POST /v1/churn/backtests': {
    audience: ['owner', 'marketer'],
    summary: 'Try every method on the shop’s own past',
    description:
      'Starts a backtest over the purchase histories sampled when the model was last fitted, for any horizon. It ' +
      'takes seconds to minutes; read it under the id in the answer. With an `Idempotency-Key` a repeated request ' +
      'starts it once.',
    headers: RepeatHeaders,
    body: z
      .strictObject({ horizonDays: z.int().min(7).max(730).optional() })
      .meta({ id: 'NewBacktest', description: 'Default horizon: the one of the scores.' }),
    response: StoredBacktest,
    status: 202,
  },
  'GET /v1/churn/backtests/{id}': {
    audience: ['owner', 'marketer'],
    summary: 'Read a backtest',
    description:
      'By the id it was started with, or by the version of a model: each is proved when it is fitted.',
    params: z.object({ id: z.string().min(1).max(100) }),
    response: StoredBacktest,
  },
  'GET /v1/churn/runs/{date}': {
    audience: ['owner', 'marketer'],
    summary: 'Read what a nightly pass did',
    description:
      'Counts of a business date. `held`: it would have moved too many customers, and waits for a person.',
    params: z.object({ date: z.iso.date() }),
    response: Run.meta({ id: 'NightlyRun' }),
  },
  'GET /v1/churn/settings': {
    audience: ['owner', 'marketer'],
    summary: 'Read the churn settings',
    headers: ReadAgainHeaders,
    response: Settings,
  },
  'PUT /v1/churn/settings': {
    audience: ['owner'],
    summary: 'Change the churn settings',
    description:
      'Replaces all of them; what is left out returns to its default. In force from the next nightly pass. Send the `ETag` ' +
      'you read as `If-Match`, and nobody’s change is lost.',
    headers: ChangeHeaders,
    body: Settings,
    response: Settings,
    problems: ['precondition-failed'],
  },
});
