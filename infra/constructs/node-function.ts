// A Lambda function as all of ours are: Node 24 on arm64, one small ES module, own log group and role, traced, watched.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { bundled } from './bundle.ts';

/** What every construct needs of its surroundings; AreaProps has it. */
export interface Parts {
  config: Config;
  alarms: Alarms;
}

export interface NodeFunctionProps {
  parts: Parts;
  /** Path from the project root, `functions/<area>/<trigger>.ts`; it exports `handler`. */
  entry: string;
  /** From `envFor(<Area>Env, {...})`, so that a missing variable does not compile. Default: none. */
  environment?: Record<string, string>;
  /** Memory (and with it CPU). Default: 512. */
  memoryMb?: number;
  /** Default: 15 seconds. An HTTP answer must come within API Gateway's 30. */
  timeout?: Duration;
  /** Says what the function is for, in the console. Default: none. */
  description?: string;
}

export class NodeFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    const { config, alarms } = props.parts;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: config.logRetentionDays,
      removalPolicy: config.stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      code: bundled(props.entry),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 512,
      timeout: props.timeout ?? Duration.seconds(15),
      ...(props.description && { description: props.description }),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.entry.split('/')[1] ?? 'tamagn',
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...props.environment,
      },
    });
    alarms.functions.set(props.entry, this);
  }
}
