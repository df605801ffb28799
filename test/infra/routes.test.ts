// Who may call what, as deployed: every declared route exists, and only those that say so are open.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/config.ts';
import { Alarms } from '../../infra/constructs/alarms.ts';
import { HttpApi } from '../../infra/constructs/http-api.ts';
import { NodeFunction } from '../../infra/constructs/node-function.ts';
import { eventsPerMinuteBy } from '../../shared/ingest/write-key-schema.ts';
import type { Route, Routes } from '../../shared/platform/routes.ts';
import { ofType, synth } from './synth.ts';

const { resources } = synth();
const deployed = new Map(
  ofType(resources, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties.RouteKey as string,
    Properties,
  ]),
);

const areas = readdirSync('shared').filter((area) => readdirSync(join('shared', area)).includes('routes.ts'));
const declared = new Map<string, Route>();
for (const area of areas.filter((name) => name !== 'platform')) {
  const tables: Record<string, Routes> = await import(`../../shared/${area}/routes.ts`);
  for (const [name, table] of Object.entries(tables)) {
    if (name.endsWith('Routes')) for (const [key, route] of Object.entries(table)) declared.set(key, route);
  }
}

describe('routes', () => {
  it('are deployed exactly as declared', () => {
    expect([...deployed.keys()].sort()).toEqual([...declared.keys()].sort());
  });

  it('for roles let nobody in without a token of our user pool', () => {
    const open = [...declared]
      .filter(([, { audience }]) => Array.isArray(audience))
      .map(([key]) => key)
      .filter((key) => deployed.get(key)?.AuthorizationType !== 'JWT' || !deployed.get(key)?.AuthorizerId);

    expect(open).toEqual([]);
  });

  it('without an authoriser are the ones that declare an open audience', () => {
    const open = [...deployed]
      .filter(([, { AuthorizationType }]) => AuthorizationType !== 'JWT')
      .map(([key]) => key);

    for (const key of open) {
      expect(['write-key', 'signed-token', 'signed-hook', 'public'], key).toContain(
        declared.get(key)?.audience,
      );
    }
  });

  it.each([{}, { audience: [] }])('cannot be deployed without an audience: %j', (audience) => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
    const userPool = new UserPool(stack, 'Users');
    const parts = { config: configOf('dev'), alarms: new Alarms(new Topic(stack, 'Topic')) };
    const api = new HttpApi(stack, 'Api', { parts, userPool, userPoolClient: userPool.addClient('Client') });
    const handler = new NodeFunction(stack, 'Handler', { parts, entry: 'shared/platform/http.ts' });
    const routes = { 'GET /v1/forgotten': { summary: 'No audience', ...audience } };

    // @ts-expect-error a route without an audience does not even compile
    const deploy = () => api.addRoutes(routes, handler);

    expect(deploy).toThrow('GET /v1/forgotten names no audience');
  });
});

describe('the API', () => {
  it('lets browsers send keys and tokens from anywhere, but no cookies, and read when to try again', () => {
    const [api] = ofType(resources, 'AWS::ApiGatewayV2::Api');
    const cors = api?.Properties.CorsConfiguration;

    expect(cors.AllowOrigins).toEqual(['*']);
    expect(cors.AllowCredentials).toBeUndefined();
    expect(cors.AllowHeaders).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-retry-count']),
    );
    expect(cors.ExposeHeaders).toContain('retry-after');
    const methods = new Set([...deployed.keys()].map((key) => key.split(' ')[0]));
    expect(cors.AllowMethods).toEqual(expect.arrayContaining([...methods]));
  });

  it('is throttled as a whole', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');

    expect(stage?.Properties.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
    expect(stage?.Properties.DefaultRouteSettings.ThrottlingBurstLimit).toBeGreaterThan(0);
  });

  it('lets the limit of a write key speak before its own, which says not when to come back', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    const { senderRate, senderBurst } = configOf('prod');
    const settings: Record<string, object> = stage?.Properties.RouteSettings;
    const forSenders = [...declared]
      .filter(([, { audience }]) => audience === 'write-key' || audience === 'signed-hook')
      .map(([key]) => key);

    expect(Object.keys(settings).sort()).toEqual(forSenders.sort());
    expect(forSenders).toEqual(
      expect.arrayContaining(['POST /v1/batch', 'POST /v1/hooks/{source}/{endpointId}']),
    );
    for (const setting of Object.values(settings)) {
      expect(setting).toEqual({ ThrottlingRateLimit: senderRate, ThrottlingBurstLimit: senderBurst });
    }
    expect(senderRate).toBeGreaterThanOrEqual(eventsPerMinuteBy.server / 60);
    expect(senderRate).toBeGreaterThan(stage?.Properties.DefaultRouteSettings.ThrottlingRateLimit);
    expect(senderBurst).toBeGreaterThan(stage?.Properties.DefaultRouteSettings.ThrottlingBurstLimit);
  });

  it('is staged after the routes that the stage names, or AWS refuses it', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    const named = Object.keys(stage?.Properties.RouteSettings);
    const routes = ofType(resources, 'AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => named.includes(Properties.RouteKey))
      .map(({ id }) => id);

    expect(stage?.DependsOn).toEqual(expect.arrayContaining(routes));
    expect(routes).toHaveLength(named.length);
  });
});

describe('access logs', () => {
  it('hold no query, no path value, no address', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    const format: string = stage?.Properties.AccessLogSettings.Format;

    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.(path|identity|requestOverride|authorizer\.claims)|querystring/i);
  });
});
