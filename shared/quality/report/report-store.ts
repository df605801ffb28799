// Reports in Program: pk `data-quality`, sk the business date.
import type { Table } from '../../platform/table.ts';
import { Report, ReportScores } from './report-schema.ts';

const pk = 'data-quality';
const DAYS_BEFORE = 30;

export class QualityReportStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** A day has one report; a later pass for the same day replaces it. */
  async put(report: Report): Promise<void> {
    await this.program.put({ pk, sk: report.businessDate, ...report });
  }

  /** The newest report up to `date` (of all when absent); undefined before the first night. */
  async upTo(date: string | undefined): Promise<Report | undefined> {
    const { items } = await this.program.queryPage({
      KeyConditionExpression: date ? 'pk = :pk AND sk <= :date' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk, ...(date && { ':date': date }) },
      ScanIndexForward: false,
      Limit: 1,
    });
    return items[0] && Report.parse(items[0]);
  }

  /** The report of the night before a date; undefined when the date is the first. */
  async before(date: string): Promise<Report | undefined> {
    const { items } = await this.program.queryPage({
      KeyConditionExpression: 'pk = :pk AND sk < :date',
      ExpressionAttributeValues: { ':pk': pk, ':date': date },
      ScanIndexForward: false,
      Limit: 1,
    });
    return items[0] && Report.parse(items[0]);
  }

  /** The scores of the nights before a date, the newest first. */
  async scoresBefore(date: string): Promise<ReportScores[]> {
    const items = await this.program.queryFirst(DAYS_BEFORE, {
      KeyConditionExpression: 'pk = :pk AND sk < :date',
      ExpressionAttributeValues: { ':pk': pk, ':date': date },
      ProjectionExpression:
        'businessDate, #score, #all.completeness.#score, #all.validity.#score, #all.uniqueness.#score, ' +
        '#all.freshness.#score',
      ExpressionAttributeNames: { '#score': 'score', '#all': 'dimensions' },
      ScanIndexForward: false,
    });
    return items.map((item) => ReportScores.parse(item));
  }
}
