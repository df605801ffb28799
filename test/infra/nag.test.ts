// cdk-nag's AwsSolutions pack over both stacks. Exceptions stand beside their resource, with a reason; wildcards here.
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { synth } from './synth.ts';

/** Wildcards in rights that are as narrow as IAM allows. Which actions may go without a resource: rights.test.ts. */
const accepted: { finding: RegExp; reason: string }[] = [
  { finding: /^AwsSolutions-IAM5\[Resource::\*\]$/, reason: 'X-Ray and ListStreams take no resource' },
  { finding: /^AwsSolutions-IAM5\[Resource::.+\/index\/\*\]$/, reason: 'the indexes of one table' },
  {
    finding: /^AwsSolutions-IAM5\[Resource::.+Runs.+\/\S*\*\S*\]$/,
    reason: 'objects below a prefix of our own bucket',
  },
  { finding: /^AwsSolutions-IAM5\[Resource::<.+\.Arn>:\*\]$/, reason: 'the versions of one function' },
];

it.each(['prod', 'dev', 'local'])('stage %s passes the AwsSolutions rules', (stage) => {
  const { app } = synth(stage);

  const report = new AwsSolutionsChecks(app).validateScope(app);

  const findings = report.violations
    .filter(({ ruleName }) => !accepted.some(({ finding }) => finding.test(ruleName)))
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
  expect(findings).toEqual([]);
});
