// One synthesis for all assertions: no bundling (slow, and not what they are about), no AWS account, flags as in cdk.json.
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AppStack } from '../../infra/app-stack.ts';
import { configOf, stackNames } from '../../infra/config.ts';
import { DataStack } from '../../infra/data-stack.ts';

export interface Resource {
  /** Logical id. */
  id: string;
  /** Construct path, for messages. */
  path: string;
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a CloudFormation resource is any JSON
  Properties: any;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

const synthesised = new Map<string, ReturnType<typeof build>>();

/** The app of a stage as CDK would deploy it, made once per process; look, do not touch. */
export function synth(stage = 'prod'): ReturnType<typeof build> {
  const found = synthesised.get(stage) ?? build(stage);
  synthesised.set(stage, found);
  return found;
}

function build(stage: string) {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const config = configOf(stage);
  const names = stackNames(config.stage);
  const env = { region: config.region };
  const data = new DataStack(app, names.data, { config, env });
  const stack = new AppStack(app, names.app, { config, env, data });
  const templates = [Template.fromStack(data), Template.fromStack(stack)];
  return { app, data, stack, resources: templates.flatMap(resourcesOf), templates };
}

const resourcesOf = (template: Template): Resource[] =>
  Object.entries(template.toJSON().Resources as Record<string, Omit<Resource, 'id' | 'path'>>).map(
    ([id, resource]) => ({
      ...resource,
      id,
      path: (resource as { Metadata?: Record<string, string> }).Metadata?.['aws:cdk:path'] ?? id,
      Properties: resource.Properties ?? {},
    }),
  );

export const ofType = (resources: readonly Resource[], type: string): Resource[] =>
  resources.filter((resource) => resource.Type === type);

/** Logical ids that a value refers to, anywhere inside it. */
export const refersTo = (value: unknown, id: string): boolean =>
  JSON.stringify(value ?? null).includes(`"${id}"`);
