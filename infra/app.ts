// The CDK app; the only reader of context: `-c stage=prod`, and `-c <setting>=<value>` for any setting of config.ts.
import { App, Tags } from 'aws-cdk-lib';
import { AppStack } from './app-stack.ts';
import { configOf, settingNames, stackNames } from './config.ts';
import { DataStack } from './data-stack.ts';

const app = new App();
const fromContext = (name: string): unknown => app.node.tryGetContext(name);
const config = configOf(
  String(fromContext('stage') ?? 'dev'),
  Object.fromEntries(
    settingNames.filter((name) => name !== 'stage').map((name) => [name, fromContext(name)]),
  ),
);

const names = stackNames(config.stage);
const env = { region: config.region };
const data = new DataStack(app, names.data, { config, env });
new AppStack(app, names.app, { config, env, data });
Tags.of(app).add('application', `tamagn-${config.stage}`);
