// Whether enough of the sales arrive to say of anybody that they bought nothing: by the newest report on the data.
import type { Table } from '../platform/table.ts';
import { Report } from '../quality/report/report-schema.ts';
import { silentSalesShare } from '../quality/report/silent-sales.ts';

/** Of ten customers who look silent, one may have bought where the sales do not come from. */
const TOO_MUCH = 0.1;
const KNOWN_MS = 5 * 60_000;
/** An older report says nothing of today; without a nightly pass nobody newly turns at-risk either. */
const STALE_MS = 3 * 86_400_000;

const Newest = Report.pick({ sources: true, at: true });

export class SalesStore {
  private readonly program: Table;
  private known: { areMissing: boolean; until: number } | undefined;

  constructor(program: Table) {
    this.program = program;
  }

  /** True while sources that usually bring a tenth of the sales or more are silent. `now` in milliseconds. */
  async areMissing(now: number): Promise<boolean> {
    if (!this.known || now >= this.known.until) {
      this.known = { areMissing: await this.read(now), until: now + KNOWN_MS };
    }
    return this.known.areMissing;
  }

  private async read(now: number): Promise<boolean> {
    const { items } = await this.program.queryPage({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'data-quality' },
      ProjectionExpression: '#sources, #at',
      ExpressionAttributeNames: { '#sources': 'sources', '#at': 'at' },
      ScanIndexForward: false,
      Limit: 1,
    });
    if (!items[0]) return false;
    const { sources, at } = Newest.parse(items[0]);
    return now - Date.parse(at) < STALE_MS && silentSalesShare(sources) >= TOO_MUCH;
  }
}
