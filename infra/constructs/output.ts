// A stack output under exactly its own name, from anywhere in the tree.
import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Outputs `value` as `name`; the name must be unique in the stack. */
export function output(scope: Construct, name: string, value: string): void {
  const home = scope.node.tryFindChild('Outputs') ?? new Construct(scope, 'Outputs');
  new CfnOutput(home, name, { value }).overrideLogicalId(name);
}
