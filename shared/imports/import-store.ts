// Imports in `Program`: one row each, in one partition, so that they list newest first.
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import { LOST_AFTER } from '../platform/lost-run.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import type { Mapping } from './mapping.ts';
import { type Mode, type RunInput, StoredImport } from './schema.ts';

const LIST = 'imports';
const KEPT_DAYS = 90;
const keyOf = (id: string) => ({ pk: LIST, sk: id });
const Row = StoredImport.extend({ done: z.set(z.number()).optional() });

/** With `done`: which chunks of the run at hand are finished. */
export type ImportRow = z.infer<typeof Row>;

export class ImportStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** The import that stands under this id: `stored`, or the one that was announced before. */
  async create(stored: StoredImport, now: number): Promise<ImportRow> {
    const expiresAt = Math.floor(now / 1_000) + KEPT_DAYS * 86_400;
    try {
      await this.program.putNew({ ...keyOf(stored.id), ...stored, expiresAt }, 'sk');
      return stored;
    } catch (error) {
      if (error instanceof ConditionFailed) return Row.parse(error.item);
      throw error;
    }
  }

  async get(id: string): Promise<ImportRow | undefined> {
    const item = await this.program.get(keyOf(id), { consistent: true });
    return item && Row.parse(item);
  }

  async list(limit: number, cursor: string | undefined) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, LIST, z.string().min(1));
    const page = await this.program.queryPage({
      KeyConditionExpression: 'pk = :list',
      ExpressionAttributeValues: { ':list': LIST },
      ScanIndexForward: false,
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: keyOf(after) }),
    });
    const next = page.lastKey ? encodeCursor(String(page.lastKey.sk), LIST) : null;
    return { rows: z.array(Row).parse(page.items), next };
  }

  /** Opens a run, unless one is open: then that one is given back. One that is long over without a word is none. */
  async openRun(id: string, mode: Mode, mapping: Mapping | undefined, now: number): Promise<ImportRow> {
    const at = new Date(now).toISOString();
    try {
      const item = await this.program.update({
        Key: keyOf(id),
        UpdateExpression:
          `SET #state = :state, #mode = :mode, openedAt = :at, attempt = attempt + :one${mapping ? ', #mapping = :mapping' : ''}` +
          `${mode === 'start' ? ', startedAt = if_not_exists(startedAt, :at)' : ''}` +
          ' REMOVE done, folder, #rows, chunks, counts, problems, hints, hasErrors, endedAt',
        ConditionExpression:
          'attribute_exists(pk) AND (NOT #state IN (:checking, :importing) OR openedAt < :lost)',
        ExpressionAttributeNames: {
          '#state': 'state',
          '#mode': 'mode',
          '#rows': 'rows',
          ...(mapping && { '#mapping': 'mapping' }),
        },
        ExpressionAttributeValues: {
          ':state': mode === 'start' ? 'importing' : 'checking',
          ':mode': mode,
          ':one': 1,
          ':checking': 'checking',
          ':importing': 'importing',
          ':at': at,
          ':lost': new Date(now - LOST_AFTER).toISOString(),
          ...(mapping && { ':mapping': mapping }),
        },
        ReturnValues: 'ALL_NEW',
      });
      return Row.parse(item);
    } catch (error) {
      if (error instanceof ConditionFailed && error.item) return Row.parse(error.item);
      throw error;
    }
  }

  /** Notes facts of a run; a later run has overtaken it when it changes nothing. */
  async note({ importId, attempt }: RunInput, facts: Partial<StoredImport>): Promise<void> {
    const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
    await this.inRun(importId, attempt, {
      UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    });
  }

  /** A chunk that is noted twice counts once. */
  async noteDone({ importId, attempt }: RunInput, chunk: number): Promise<void> {
    await this.inRun(importId, attempt, {
      UpdateExpression: 'ADD done :chunk',
      ExpressionAttributeNames: {},
      ExpressionAttributeValues: { ':chunk': new Set([chunk]) },
    });
  }

  private async inRun(
    id: string,
    attempt: number,
    update: {
      UpdateExpression: string;
      ExpressionAttributeNames: Record<string, string>;
      ExpressionAttributeValues: Record<string, unknown>;
    },
  ): Promise<void> {
    try {
      await this.program.update({
        Key: keyOf(id),
        ConditionExpression: '#attempt = :thisAttempt',
        UpdateExpression: update.UpdateExpression,
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#attempt': 'attempt' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':thisAttempt': attempt },
      });
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}
