// What the at-risk list mail reads (the night's result, customers, earlier lists) and the claims it leaves.
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Current } from '../churn/schema.ts';
import { Customer } from '../customers/schema.ts';
import { Entry } from '../ingest/schema.ts';
import { dayOfDate } from '../platform/days.ts';
import { ConditionFailed, type Key, type Table } from '../platform/table.ts';
import { Report } from '../quality/report/report-schema.ts';
import {
  AtRiskList,
  atRiskListKey,
  type ListClaim,
  MailedList,
  RetentionNote,
  type SilentSales,
} from './schema.ts';

const LISTS = 'at-risk-list';
const QUALITY_REPORTS = 'data-quality';
/** Claims are kept longer than anybody would start a past date again. */
const CLAIM_DAYS = 400;
const PURCHASES_READ = 50;

const PurchaseRow = Entry.pick({ at: true, order: true });
type PurchaseRow = z.infer<typeof PurchaseRow>;

const claimKey = (businessDate: string, recipientHash: string): Key => ({
  pk: `list-mail#${businessDate}`,
  sk: recipientHash,
});

export class ReportStore {
  private readonly tables: { customers: Table; activity: Table; program: Table };
  private readonly bucket: string;
  private readonly s3: S3Client;

  constructor(
    tables: { customers: Table; activity: Table; program: Table },
    bucket: string,
    s3 = new S3Client({}),
  ) {
    this.tables = tables;
    this.bucket = bucket;
    this.s3 = s3;
  }

  /** Where the nightly pass stands; undefined before the first one. */
  async current(): Promise<Current | undefined> {
    const item = await this.tables.program.get({ pk: 'nightly', sk: 'current' });
    return item && Current.parse(item);
  }

  /** The list a nightly pass left; undefined when there is none of that date (any more). */
  async list(businessDate: string): Promise<AtRiskList | undefined> {
    try {
      const { Body } = await this.s3.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: atRiskListKey(businessDate) }),
      );
      return Body && AtRiskList.parse(JSON.parse(await Body.transformToString()));
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** The customers that still exist, in the order asked for. */
  async customers(ids: readonly string[]): Promise<Customer[]> {
    const items = await this.tables.customers.getMany(ids.map((pk) => ({ pk })));
    const found = new Map(
      z
        .array(Customer)
        .parse(items)
        .map((customer) => [customer.pk, customer]),
    );
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** The retention messages with these keys, as far as they exist. */
  async retentionNotes(keys: readonly { pk: string; sk: string }[]): Promise<RetentionNote[]> {
    return z.array(RetentionNote).parse(await this.tables.activity.getMany(keys));
  }

  /** The latest purchases of a customer, newest first: one page of one Query. */
  async purchases(customerId: string): Promise<PurchaseRow[]> {
    const { items } = await this.tables.activity.queryPage({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': customerId, ':prefix': 'purchase#' },
      ScanIndexForward: false,
      Limit: PURCHASES_READ,
    });
    return z.array(PurchaseRow).parse(items);
  }

  /** Lists mailed before a date, the latest first. */
  async mailedBefore(businessDate: string, limit: number): Promise<MailedList[]> {
    const { items } = await this.tables.program.queryPage({
      KeyConditionExpression: 'pk = :pk AND sk < :date',
      ExpressionAttributeValues: { ':pk': LISTS, ':date': businessDate },
      ScanIndexForward: false,
      Limit: limit,
    });
    return z.array(MailedList).parse(items);
  }

  /** Sources whose sales have stopped, by the newest report on the data that is not older than the list. */
  async silentSales(businessDate: string): Promise<SilentSales[]> {
    const { items } = await this.tables.program.queryPage({
      KeyConditionExpression: 'pk = :pk AND sk >= :date',
      ExpressionAttributeValues: { ':pk': QUALITY_REPORTS, ':date': businessDate },
      ScanIndexForward: false,
      Limit: 1,
    });
    const sources = items[0] ? Report.parse(items[0]).sources : [];
    return sources.flatMap(({ name, flows }) =>
      flows
        .filter(({ kind, state }) => kind === 'purchase' && state === 'silent')
        .flatMap(({ lastDate }) => (lastDate ? [{ name, day: dayOfDate(lastDate) }] : [])),
    );
  }

  /** Keeps what was mailed; the same date again changes nothing. */
  async keepMailed(list: MailedList): Promise<void> {
    await ignoringConflict(this.tables.program.putNew({ pk: LISTS, sk: list.businessDate, ...list }));
  }

  /** Claims the mail of a date to a recipient. False when it was claimed before. */
  async claim(businessDate: string, recipientHash: string, now: number): Promise<boolean> {
    const claim: ListClaim = { state: 'sending', at: new Date(now).toISOString() };
    const expiresAt = Math.floor(now / 1_000) + CLAIM_DAYS * 86_400;
    return ignoringConflict(
      this.tables.program.putNew({ ...claimKey(businessDate, recipientHash), ...claim, expiresAt }),
    );
  }

  /** Writes what became of a claimed mail. */
  async settle(businessDate: string, recipientHash: string, claim: ListClaim): Promise<void> {
    await this.tables.program.update({
      Key: claimKey(businessDate, recipientHash),
      UpdateExpression: 'SET #state = :state, #at = :at, #reason = :reason',
      ExpressionAttributeNames: { '#state': 'state', '#at': 'at', '#reason': 'reason' },
      ExpressionAttributeValues: { ':state': claim.state, ':at': claim.at, ':reason': claim.reason ?? '' },
    });
  }

  /** Gives a claim back: SES certainly did not take the mail. */
  async release(businessDate: string, recipientHash: string): Promise<void> {
    await this.tables.program.delete(claimKey(businessDate, recipientHash));
  }
}

async function ignoringConflict(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
