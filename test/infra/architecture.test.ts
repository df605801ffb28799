// Which way the arrows point: stats know nothing, pure code knows no AWS, areas meet by schema and event.
import { describe, expect, it } from 'vitest';
import { areaOf, type Import, imports, sources, textOf } from './imports.ts';

const isIn = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const isShared = isIn('shared');
const isPlatform = isIn('shared/platform');
/** Files of an area that touch AWS. */
const isShell = (path: string) => /(store|queue)\.ts$/.test(path) || isPlatform(path);
const isPure = (path: string) => isShared(path) && !isShell(path);
const shown = (found: readonly Import[]) => found.map(({ from, to }) => `${from} -> ${to}`);

describe('arrows', () => {
  it('are read from every file', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(imports.filter(({ to }) => to === 'zod').length).toBeGreaterThan(10);
  });

  it('lead out of stats to nowhere', () => {
    const out = imports.filter(({ from, to }) => isIn('shared/stats')(from) && !isIn('shared/stats')(to));

    expect(shown(out)).toEqual([]);
  });

  it('lead from pure code to no AWS client and no platform file that calls one', () => {
    const callers = ['table', 'bus', 'secret', 'mailer', 'triggers'].map(
      (name) => `shared/platform/${name}.ts`,
    );
    const impure = imports.filter(
      ({ from, to, isType }) => isPure(from) && !isType && (to.startsWith('@aws-') || callers.includes(to)),
    );

    expect(shown(impure)).toEqual([]);
  });

  it('lead from shared code neither to functions nor to infra', () => {
    const up = imports.filter(
      ({ from, to }) => isShared(from) && (isIn('functions')(to) || isIn('infra')(to)),
    );

    expect(shown(up)).toEqual([]);
  });

  it('lead from the platform to no area', () => {
    const up = imports.filter(({ from, to }) => isPlatform(from) && isShared(to) && !isPlatform(to));

    expect(shown(up)).toEqual([]);
  });

  it('lead from area to area never to a store', () => {
    const between = imports.filter(
      ({ from, to, isType }) =>
        isShared(from) &&
        isShared(to) &&
        areaOf(from) !== areaOf(to) &&
        !isPlatform(to) &&
        isShell(to) &&
        !isType,
    );

    expect(shown(between)).toEqual([]);
  });

  it('lead from functions to shared code only', () => {
    const out = imports.filter(
      ({ from, to }) => isIn('functions')(from) && (isIn('infra')(to) || isIn('functions')(to)),
    );

    expect(shown(out)).toEqual([]);
  });

  it('lead from the stacks to contracts only: routes, events, env, schemas, tables', () => {
    const isStack = (path: string) => isIn('infra')(path) && !isIn('infra/local')(path);
    const contract = /^shared\/.*\b(routes|events|env|schema|tables|business)\.ts$/;
    const deep = imports.filter(
      ({ from, to, isType }) =>
        isStack(from) && !isType && (isIn('functions')(to) || (isShared(to) && !contract.test(to))),
    );

    expect(shown(deep)).toEqual([]);
  });
});

describe('one place each', () => {
  const only = (target: RegExp, homes: RegExp) =>
    shown(
      imports.filter(
        ({ from, to, isType }) => !isType && target.test(to) && !homes.test(from) && !isIn('infra')(from),
      ),
    );

  it('middy is in triggers.ts', () => {
    expect(only(/^@middy\//, /^shared\/platform\/triggers\.ts$/)).toEqual([]);
  });

  it('the document client is in table.ts', () => {
    expect(only(/^@aws-sdk\/lib-dynamodb$/, /^shared\/platform\/table\.ts$/)).toEqual([]);
  });

  it('PutEvents is in bus.ts', () => {
    expect(only(/^@aws-sdk\/client-eventbridge$/, /^shared\/platform\/bus\.ts$/)).toEqual([]);
  });

  it('SES is in mailer.ts', () => {
    expect(only(/^@aws-sdk\/client-sesv2$/, /^shared\/platform\/mailer\.ts$/)).toEqual([]);
  });

  it('zod comes whole: named imports make bundles five times as large', () => {
    const named = imports.filter(({ to, text }) => to === 'zod' && !text.includes('* as z'));

    expect(shown(named)).toEqual([]);
  });
});

describe('pure code', () => {
  const offences = (pattern: RegExp, homes: RegExp) =>
    sources.filter((path) => isShared(path) && !homes.test(path) && pattern.test(textOf(path)));

  it('is given the time', () => {
    expect(offences(/Date\.now\(|new Date\(\)|performance\.now\(/, /(store|queue)\.ts$/)).toEqual([]);
  });

  it('reads no environment', () => {
    expect(offences(/process\.env/, /^shared\/platform\/(env|log)\.ts$/)).toEqual([]);
  });

  it('draws no unseeded random number', () => {
    expect(offences(/Math\.random\(/, /(store|queue|platform\/back-off)\.ts$/)).toEqual([]);
  });
});
