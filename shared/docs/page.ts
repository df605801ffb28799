// The documentation page, written out as HTML: no script, so that it is quick on a phone and needs no trust.
import { guide, guideLinks } from './guide.ts';
import { type Html, html, inline, prose } from './html.ts';
import type { OpenApi } from './openapi.ts';
import { type Listed, operationBlock, operationsOf } from './page-operation.ts';
import { type Schema, schemaBlock } from './page-schema.ts';
import { problemKinds } from './problems.ts';

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** Second names of a route stand with the first one, not for themselves. */
const taggedWith = (operations: readonly Listed[], tag: string): Listed[] =>
  operations.filter(({ operation }) => operation.tags.includes(tag) && !operation['x-alias-of']);

const aliasesOf = (operations: readonly Listed[], { operation }: Listed): Listed[] =>
  operations.filter((other) => other.operation['x-alias-of'] === operation.operationId);

function navigation(document: OpenApi, operations: readonly Listed[]): Html {
  const areas = (document.tags ?? []).map(
    ({ name }) => html`<b><a href="#${slug(name)}">${name}</a></b><ul>
${taggedWith(operations, name).map(
  ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
)}</ul>`,
  );
  return html`<nav aria-label="Contents"><details><summary>Contents</summary>
<b>Guide</b><ul>${guideLinks}<li><a href="#problems">Problems</a></li><li><a href="#schemas">Shapes</a></li></ul>
${areas}</details></nav>`;
}

const problemBlock = ([kind, { status, title, meaning, remedy }]: [
  string,
  (typeof problemKinds)[keyof typeof problemKinds],
]): Html => html`<div class="problem" id="problem-${kind}">
<h3>${status} ${title} <small>${kind}</small></h3><p>${inline(meaning)}</p><p><b>What to do:</b> ${inline(remedy)}</p></div>`;

function problems(): Html {
  return html`<section id="problems"><h2>Problems</h2>
<p>Whatever is wrong is answered by a problem document (RFC 9457, <code>application/problem+json</code>): <code>type</code>
leads to one of the entries below, <code>detail</code> says what is wrong this time, <code>errors</code> points at the
fields, and <code>instance</code> names the request for a report. What never reaches a function (a missing or expired
token, too many requests) is refused by API Gateway itself with <code>{"message": "..."}</code>.</p>
${Object.entries(problemKinds).map(problemBlock)}</section>`;
}

function schemas(document: OpenApi): Html {
  const named = Object.entries(document.components?.schemas ?? {});
  return html`<section id="schemas"><h2>Shapes</h2>
${named.map(
  ([name, schema]) => html`<div class="schema" id="schema-${name}"><h3>${name}</h3>
${prose((schema as Schema).description ?? '')}${schemaBlock(schema as Schema)}</div>`,
)}</section>`;
}

/** The page; `styleHref` and the link to the document are relative to `/docs`, so that any stage path works. */
export function pageOf(document: OpenApi, styleHref: string, iconHref: string): string {
  const operations = operationsOf(document);
  const areas = (document.tags ?? []).map(
    ({ name, description }) => html`<section id="${slug(name)}"><h2>${name}</h2>${prose(description ?? '')}
${taggedWith(operations, name).map((listed) => operationBlock(document, listed, aliasesOf(operations, listed)))}</section>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}</title><link rel="icon" href="${iconHref}"><link rel="stylesheet" href="${styleHref}"></head>
<body><header><h1>${document.info.title}</h1>${prose(document.info.description ?? '')}
<p class="quiet">Version ${document.info.version}. For tools: <a href="openapi.json">openapi.json</a> (OpenAPI ${document.openapi}).</p></header>
<div class="columns">${navigation(document, operations)}
<main>${guide}${areas}${problems()}${schemas(document)}</main></div></body></html>
`.html;
}
