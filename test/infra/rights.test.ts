// Least privilege, as statements: IAM is not enforced by the local emulator, so it is read here.
import { describe, expect, it } from 'vitest';
import { ofType, type Resource, synth } from './synth.ts';

const { resources } = synth();

interface Statement {
  path: string;
  actions: string[];
  targets: unknown[];
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const statements: Statement[] = [
  ...ofType(resources, 'AWS::IAM::Policy'),
  ...ofType(resources, 'AWS::IAM::Role'),
]
  .flatMap((resource) => documents(resource).map((document) => ({ resource, document })))
  .flatMap(({ resource, document }) =>
    list(document.Statement).map((statement) => {
      const { Action, Resource: target } = statement as Record<string, unknown>;
      return { path: resource.path, actions: list(Action).map(String), targets: list(target) };
    }),
  );

function documents({ Type, Properties }: Resource): { Statement: unknown }[] {
  if (Type === 'AWS::IAM::Policy') return [Properties.PolicyDocument];
  return (Properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => policy.PolicyDocument);
}

/** Actions that IAM lets nobody narrow to a resource. */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'dynamodb:ListStreams',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

describe('rights', () => {
  it('name their resource, unless IAM knows none for the action', () => {
    const open = statements
      .filter(({ targets }) => targets.includes('*'))
      .flatMap(({ path, actions }) =>
        actions.filter((action) => !withoutResource.includes(action)).map((action) => `${path}: ${action}`),
      );

    expect(open).toEqual([]);
  });

  it('name their actions', () => {
    const wide = statements.flatMap(({ path, actions }) =>
      actions.filter((action) => action.includes('*')).map((action) => `${path}: ${action}`),
    );

    expect(wide).toEqual([]);
  });

  it('to send mail hold for our identity and our sender address only', () => {
    const sending = [...ofType(resources, 'AWS::IAM::Policy')].flatMap(({ Properties }) =>
      list(Properties.PolicyDocument.Statement)
        .map((statement) => statement as Record<string, unknown>)
        .filter(({ Action }) => list(Action).some((action) => String(action).startsWith('ses:Send'))),
    );

    for (const statement of sending) {
      expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'shop@example.com' } });
      expect(JSON.stringify(statement.Resource)).not.toContain('identity/*');
    }
  });

  it('never come from managed policies, which are wider than any one function needs', () => {
    const managed = ofType(resources, 'AWS::IAM::Role').filter(
      ({ Properties }) => Properties.ManagedPolicyArns,
    );

    expect(managed.map(({ path }) => path)).toEqual([]);
  });
});
