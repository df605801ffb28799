// Exports in `Program`, and the pages of the tables they are made of.

import { ConditionFailed, type Item, type Key, type Table } from '../platform/table.ts';
import { type Content, type ExportFile, type Piece, StoredExport } from './schema.ts';

const keyOf = (id: string) => ({ pk: 'exports', sk: id });
const LISTED_DAYS = 90;

export class ExportStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** The export that stands under this id: `asked`, or the one that was asked for before. */
  async create(asked: StoredExport, now: number): Promise<StoredExport> {
    const expiresAt = Math.floor(now / 1_000) + LISTED_DAYS * 86_400;
    try {
      await this.program.putNew({ ...keyOf(asked.id), ...asked, expiresAt }, 'sk');
      return asked;
    } catch (error) {
      if (error instanceof ConditionFailed) return StoredExport.parse(error.item);
      throw error;
    }
  }

  async get(id: string): Promise<StoredExport | undefined> {
    const item = await this.program.get(keyOf(id), { consistent: true });
    return item && StoredExport.parse(item);
  }

  async end(id: string, state: 'done' | 'failed', files: readonly ExportFile[], now: number): Promise<void> {
    await this.program.update({
      Key: keyOf(id),
      UpdateExpression: 'SET #state = :state, files = :files, endedAt = :now',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': state, ':files': files, ':now': new Date(now).toISOString() },
    });
  }
}

export type ExportTables = Readonly<Record<Content, Table>>;

/** A segment of a table, page by page. What has expired and is not deleted yet is left out; `now` in milliseconds. */
export async function* pagesOf(
  tables: ExportTables,
  { content, segment, total }: Piece,
  now: number,
): AsyncGenerator<Item[]> {
  let from: Key | undefined;
  do {
    const page = await tables[content].scanPage({
      Segment: segment,
      TotalSegments: total,
      ...(from && { ExclusiveStartKey: from }),
    });
    yield page.items.filter(({ expiresAt }) => typeof expiresAt !== 'number' || expiresAt * 1_000 > now);
    from = page.lastKey;
  } while (from);
}
