// An import as its state machine runs it, step by step in one process, over files in memory and tables of an engine.

import type * as z from 'zod';
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { ImportStore } from '../../shared/imports/import-store.ts';
import type { Mapping } from '../../shared/imports/mapping.ts';
import { PeopleStore } from '../../shared/imports/people-store.ts';
import type { NewImport } from '../../shared/imports/routes.ts';
import { Options, type RunInput, uploadKey } from '../../shared/imports/schema.ts';
import { finish } from '../../shared/imports/steps/finish.ts';
import type { WorkParts } from '../../shared/imports/steps/parts.ts';
import { type Prepared, prepare } from '../../shared/imports/steps/prepare.ts';
import { work } from '../../shared/imports/steps/work.ts';
import { ToldStore } from '../../shared/imports/told-store.ts';
import { IngestStore } from '../../shared/ingest/store.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { MemoryFiles } from './memory-files.ts';
import { withPlan } from './plans.ts';

export class ImportWorld {
  readonly files = new MemoryFiles();
  readonly store: ImportStore;
  readonly parts: WorkParts;

  constructor(tables: Readonly<Record<TableName, Table>>) {
    const { Program, Identities, Customers, Activity } = tables;
    const identity = new IdentityStore({ identities: Identities, customers: Customers, activity: Activity });
    this.store = new ImportStore(Program);
    this.parts = {
      store: this.store,
      files: this.files,
      objects: this.files,
      people: new PeopleStore({ identities: Identities, customers: Customers }),
      told: new ToldStore(Activity),
      log: {
        store: new IngestStore({ activity: Activity, program: Program }),
        resolve: identity.resolve.bind(identity),
        ...withPlan,
      },
      business: { currency: 'ETB', country: 'ET', timeZone: 'Africa/Addis_Ababa' },
    };
  }

  /** Announces and uploads; gives the import's id. */
  async upload(
    kind: 'customers' | 'purchases',
    content: string | Buffer,
    now: number,
    more: Partial<z.input<typeof NewImport>> = {},
  ): Promise<string> {
    const id = newId('imp', now);
    const bytes = Buffer.from(content);
    const format = more.format ?? 'csv';
    await this.store.create(
      {
        id,
        kind,
        format,
        size: bytes.length,
        mapping: more.mapping ?? {},
        options: Options.parse(more.options ?? {}),
        state: 'waiting',
        createdAt: new Date(now).toISOString(),
        createdBy: 'user-1',
        attempt: 0,
      },
      now,
    );
    this.files.stored.set(uploadKey(id, format), bytes);
    return id;
  }

  async plan(id: string, mode: RunInput['mode'], now: number, mapping?: Mapping): Promise<Prepared> {
    const { attempt } = await this.store.openRun(id, mode, mapping, now);
    return prepare(this.parts, { importId: id, mode, attempt }, now);
  }

  /** A whole run; gives the row it leaves. */
  async run(id: string, mode: RunInput['mode'], now: number, mapping?: Mapping) {
    const planned = await this.plan(id, mode, now, mapping);
    for (const task of planned.tasks) await work(this.parts, task);
    if (planned.isUsable) await finish(this.parts, planned, now);
    const row = await this.store.get(id);
    if (!row) throw new Error('the import is gone');
    return row;
  }
}
