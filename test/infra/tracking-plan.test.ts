// Whoever takes events in may read the tracking plan; only its own area may put one.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ofType, synth } from './synth.ts';

const { resources } = synth();
const program = ofType(resources, 'AWS::DynamoDB::GlobalTable').find(({ id }) => id.startsWith('Program'));

/** What the role of a function may do with the table Program. */
function rightsOf(construct: string): string[] {
  return ofType(resources, 'AWS::IAM::Policy')
    .filter(({ path }) => path.startsWith(`${construct.replace('/', '')}Role`))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => JSON.stringify(Resource).includes(program?.id ?? 'no table'))
    .flatMap(({ Action }) => Action);
}

/** Functions that hold events against the plan, as constructs: `functions/hooks/map.ts` is `Hooks/Map`. */
const takingIn = globSync('functions/*/*.ts')
  .filter((entry) => readFileSync(entry, 'utf8').includes('rememberedPlan('))
  .map((entry) => entry.replace(/^functions\/|\.ts$/g, ''))
  .map((entry) => entry.replace(/(^|\/)\w/g, (letter) => letter.toUpperCase()));

describe('the tracking plan', () => {
  it('is known to every way in', () => {
    expect(takingIn.sort()).toEqual(['Hooks/Map', 'Imports/Work', 'Ingest/Admin', 'Ingest/Api']);
  });

  it.each(takingIn)('may be read by %s', (construct) => {
    expect(rightsOf(construct)).toContain('dynamodb:GetItem');
  });

  it('may be read, listed and put by its own routes, and nothing more', () => {
    expect(rightsOf('Quality/Api').sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
  });
});
