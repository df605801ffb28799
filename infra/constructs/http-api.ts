// The HTTP API: registers route tables, so that no route exists without a declared audience; throttled and logged.
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnRoute,
  type CfnStage,
  CorsHttpMethod,
  HttpApi as Gateway,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Audience, audienceOf, type Routes } from '../../shared/platform/routes.ts';
import { cors } from './cors.ts';
import type { NodeFunction, Parts } from './node-function.ts';

export interface HttpApiProps {
  parts: Parts;
  userPool: IUserPool;
  userPoolClient: IUserPoolClient;
}

// Requests a second and in a burst, for people: far above a small business, far below a surprising bill.
const RATE = 200;
const BURST = 400;

// Route keys, not paths: a path may hold a signed token. No address, no query string.
const logFields = {
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionError: '$context.integrationErrorMessage',
  authoriserError: '$context.authorizer.error',
};

const openBecause: Record<Extract<Audience, string>, string> = {
  'write-key': 'The write key may stand in the body, so the function checks it',
  'signed-token': 'The link in a mail is the right to act; the function checks its signature',
  'signed-hook': 'The sender signs the body; the function checks it over the raw bytes',
  public: 'Documentation only',
};

/** Called by programs, which lose what is refused without a word on when to come back. */
const isForSenders = (audience: Audience) => audience === 'write-key' || audience === 'signed-hook';

export class HttpApi extends Construct {
  readonly gateway: Gateway;
  /** Without a trailing slash. */
  readonly url: string;
  private readonly signedIn: IHttpRouteAuthorizer;
  private readonly stage: CfnStage;
  private readonly senderThrottle: { ThrottlingRateLimit: number; ThrottlingBurstLimit: number };

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { config } = props.parts;
    this.gateway = new Gateway(this, 'Gateway', {
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: config.browserOrigins,
        allowMethods: cors.methods.map((method) => CorsHttpMethod[method]),
        allowHeaders: [...cors.headers],
        exposeHeaders: [...cors.exposed],
        maxAge: Duration.hours(1),
      },
    });
    this.url = this.gateway.apiEndpoint;
    this.signedIn = new HttpUserPoolAuthorizer('SignedIn', props.userPool, {
      userPoolClients: [props.userPoolClient],
    });
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: config.logRetentionDays,
      removalPolicy: config.stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.gateway,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: RATE, burstLimit: BURST },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(logFields)),
      },
    });
    this.stage = stage.node.defaultChild as CfnStage;
    this.senderThrottle = {
      ThrottlingRateLimit: config.senderRate,
      ThrottlingBurstLimit: config.senderBurst,
    };
    this.addAlarms(props.parts);
  }

  /** Routes every key of an area's table to `handler`: a user of Cognito for role audiences, no authoriser for open ones. */
  addRoutes(routes: Routes, handler: NodeFunction): void {
    const integration = new HttpLambdaIntegration(handler.node.id, handler, {
      scopePermissionToRoute: false,
    });
    for (const [key, route] of Object.entries(routes)) {
      const audience = audienceOf(key, route);
      const isOpen = typeof audience === 'string';
      const [method, path] = key.split(' ');
      const added = this.gateway.addRoutes({
        path: path ?? '',
        methods: [HttpMethod[method as keyof typeof HttpMethod]],
        integration,
        authorizer: isOpen ? new HttpNoneAuthorizer() : this.signedIn,
      });
      if (isForSenders(audience)) this.raiseThrottle(key, added);
      if (!isOpen) continue;
      for (const one of added) {
        Validations.of(one).acknowledge({ id: 'AwsSolutions-APIG4', reason: openBecause[audience] });
      }
    }
  }

  private raiseThrottle(key: string, routes: readonly HttpRoute[]): void {
    this.stage.routeSettings = { ...this.stage.routeSettings, [key]: this.senderThrottle };
    // The stage is refused when it names a route that does not exist yet.
    for (const route of routes) this.stage.addResourceDependency(route.node.defaultChild as CfnRoute);
  }

  private addAlarms({ alarms }: Parts): void {
    alarms.add(this, 'ServerErrors', {
      metric: this.gateway.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      limit: 0,
      says: 'The API answered with a server error',
    });
  }
}
