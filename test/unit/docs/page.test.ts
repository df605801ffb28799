import { describe, expect, test } from 'vitest';
import { areas } from '../../../shared/docs/areas.ts';
import { escapeHtml, html, prose } from '../../../shared/docs/html.ts';
import { openApiOf } from '../../../shared/docs/openapi.ts';
import { pageOf } from '../../../shared/docs/page.ts';
import { operationsOf } from '../../../shared/docs/page-operation.ts';
import { type Schema, schemaBlock, typeText } from '../../../shared/docs/page-schema.ts';
import { problemKinds } from '../../../shared/docs/problems.ts';

const document = openApiOf(areas, { title: 'Test', version: '1', description: 'A <b>test</b>.' });
const page = pageOf(document, 'docs/style-1.css', 'docs/icon-1.svg');
const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

describe('the documentation page', () => {
  test('leads to no other host and runs no script', () => {
    const addresses = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address ?? '');

    expect(addresses.filter((address) => !/^(#|docs\/|openapi\.json$)/.test(address))).toEqual([]);
    expect(page).not.toMatch(/<script|\son\w+=|style="/);
  });

  test('has only links that lead somewhere, to ids that stand for one thing', () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);

    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows every operation and explains every kind of problem', () => {
    for (const { operation } of operationsOf(document)) expect(ids).toContain(operation.operationId);
    for (const kind of Object.keys(problemKinds)) expect(ids).toContain(`problem-${kind}`);
  });

  test('shows markup in texts as text', () => {
    expect(page).toContain('A &lt;b&gt;test&lt;/b&gt;.');
  });
});

describe('HTML', () => {
  test('values are escaped, markup that was made by us is not', () => {
    expect(
      html`<p title="${'"'}">${'<i>'}${html`<b>${'&'}</b>`}${['a', '<']}${undefined}${false}</p>`.html,
    ).toBe('<p title="&quot;">&lt;i&gt;<b>&amp;</b>a&lt;</p>');
    expect(escapeHtml(`<>&"'`)).toBe('&lt;&gt;&amp;&quot;&#39;');
  });

  test('backticks in prose are code, blank lines part paragraphs', () => {
    expect(html`${prose('Use `a<b`.\n\nDone.')}`.html).toBe('<p>Use <code>a&lt;b</code>.</p><p>Done.</p>');
  });
});

describe('a schema in words', () => {
  test.each<[string, Schema, string]>([
    ['a format', { type: 'string', format: 'date' }, 'date'],
    ['a component', { $ref: '#/components/schemas/Money' }, '<a href="#schema-Money">Money</a>'],
    ['a choice', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    ['several types', { type: ['integer', 'null'] }, 'integer or null'],
    ['a list', { type: 'array', items: { type: 'integer' } }, 'list of integer'],
    ['fixed values', { type: 'string', enum: ['a', 'b'] }, '<code>a</code> <code>b</code>'],
    ['a constant', { const: true }, '<code>true</code>'],
    ['anything', {}, 'anything'],
  ])('%s', (_, schema, words) => {
    expect(typeText(schema).html).toBe(words);
  });

  test('lists nested fields under dotted names, with limits', () => {
    const block = schemaBlock({
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 100, default: 25 },
        parts: {
          type: 'array',
          items: { properties: { name: { type: 'string', maxLength: 9 } }, required: ['name'] },
        },
      },
    }).html;

    expect(block).toContain('<code>size</code> <small>optional</small>');
    expect(block).toContain('1 to 100, default 25');
    expect(block).toContain('<code>parts[].name</code></th>');
    expect(block).toContain('at most 9 characters');
  });
});
