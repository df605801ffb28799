// Webhooks on their way from a signed request to the customer: what the tests of that way share.
import type { SourceName } from '../../shared/hooks/schema.ts';
import { Entry } from '../../shared/ingest/schema.ts';
import type { Engine } from './engines.ts';
import { type HooksWorld, signed } from './hooks-world.ts';
import { aContext, aUser } from './invoke.ts';
import { aRecord } from './log-world.ts';
import { variant } from './webhooks.ts';

export const owner = aUser('owner');

const environment = ({ url, tables }: Engine) => ({
  AWS_ENDPOINT_URL_DYNAMODB: url,
  CUSTOMERS_TABLE: tables.Customers.name,
  IDENTITIES_TABLE: tables.Identities.name,
  ACTIVITY_TABLE: tables.Activity.name,
  PROGRAM_TABLE: tables.Program.name,
  TIME_ZONE: 'Africa/Addis_Ababa',
  MERGE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/merges',
  FAILURE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/failures',
});

type App = Awaited<ReturnType<HooksWorld['deploy']>>;

export class HookSteps {
  private readonly engine: Engine;
  private readonly world: HooksWorld;
  private deployed: App | undefined;
  private count = 0;

  constructor(engine: Engine, world: HooksWorld) {
    this.engine = engine;
    this.world = world;
  }

  get app(): App {
    if (!this.deployed) throw new Error('deploy first');
    return this.deployed;
  }

  /** The handlers with empty memories. */
  async deploy(more: Record<string, string> = {}): Promise<void> {
    this.deployed = await this.world.deploy({ ...environment(this.engine), ...more });
  }

  /** A number that no other test of the suite has. */
  next(): number {
    this.count += 1;
    return this.count;
  }

  /** An endpoint, and how to send to it. */
  async endpoint(source: SourceName, secret = `whsec_${'c2VjcmV0'.repeat(5)}`, over: object = {}) {
    const body = { source, name: source, ...(source !== 'telegram' && { secret }), ...over };
    const { json } = await this.app.ask.post('/v1/hooks', { user: owner, body });
    const live: string = json.secret ?? secret;
    const path = `/v1/hooks/${source}/${json.id}`;
    return {
      id: json.id as string,
      secret: live,
      send: (more: Parameters<typeof signed>[2] = {}) => this.app.hook.post(path, signed(source, live, more)),
      path,
    };
  }

  /** The fixture's order of another customer with another order id, so that tests do not meet. */
  anOrder() {
    const count = this.next();
    const [customer, order] = [`90071992547409${9000 + count}`, `80071992547409${9000 + count}`];
    const bytes = variant(
      'shopify-order.json',
      ['900719925474099701', customer],
      ['900719925474099301', order],
      ['900719925474099601', `${count}`],
      ['abebe@example.com', `buyer-${count}@example.com`],
      ['0911 23 45 67', `0911 0000 ${String(count).padStart(2, '0')}`],
    );
    return { bytes, order, source: `shopify#${customer}`, email: `email#buyer-${count}@example.com` };
  }

  async customerOf(pk: string): Promise<string> {
    const item = await this.engine.tables.Identities.get({ pk }, { consistent: true });
    return String(item?.customerId);
  }

  async logOf(pk: string): Promise<Entry[]> {
    const items = await this.itemsOf(await this.customerOf(pk));
    return items.filter(({ kind }) => kind !== 'identity').map((item) => Entry.parse(item));
  }

  async rejectedOn(date = '2026-10-05') {
    return this.itemsOf(`rejected#${date}`);
  }

  async fold(pk: string) {
    const project = await import('../../functions/ingest/project.ts');
    const records = (await this.logOf(pk)).map((entry) => aRecord(undefined, entry));
    await project.handler({ Records: records }, aContext());
    return (
      (await this.engine.tables.Customers.get({ pk: await this.customerOf(pk) }, { consistent: true })) ?? {}
    );
  }

  private async itemsOf(pk: string) {
    const found: Record<string, unknown>[] = [];
    const items = this.engine.tables.Activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(item);
    return found;
  }
}
