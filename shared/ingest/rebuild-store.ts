// Reads a customer's whole log and writes the customer made from it, if nobody else wrote them meanwhile.
import { unavailable } from '../platform/errors.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import { mailOf } from './change.ts';
import { Projected, type ProjectSettings } from './project.ts';
import { ProjectStore } from './project-store.ts';
import { type Rebuilt, rebuilt, type WholeLog } from './rebuild.ts';
import { Entry } from './schema.ts';

const ATTEMPTS = 20;

export class RebuildStore extends ProjectStore {
  private readonly people: Table;
  private readonly log: Table;

  constructor(tables: { customers: Table; activity: Table; program: Table }) {
    super(tables);
    this.people = tables.customers;
    this.log = tables.activity;
  }

  /** A customer who is gone, or part of another, is left alone. Throws 503 when others keep writing them. */
  async rebuild(pk: string, settings: ProjectSettings): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const item = await this.people.get({ pk }, { consistent: true });
      if (!item || item.mergedInto !== undefined) return;
      const read = Projected.parse(item);
      const next = rebuilt(read, await this.wholeLog(pk), settings);
      if (await this.replace(read, item.consents, next)) return;
    }
    throw unavailable('The customer is being folded by others.', undefined);
  }

  private async wholeLog(pk: string): Promise<WholeLog> {
    const [orders, identify, signals, visits, consents, messages] = await Promise.all([
      this.ordersOf(pk),
      this.callsOf(pk),
      this.signalsOf(pk),
      this.visitsOf(pk),
      this.itemsOf(pk, 'consent#'),
      this.itemsOf(pk, 'message#'),
    ]);
    const mails = messages.flatMap((item) => {
      const mail = mailOf(item);
      return mail ? [{ entry: Entry.parse(item), mail }] : [];
    });
    return { orders, identify, signals, visits, consents: consents.map((item) => Entry.parse(item)), mails };
  }

  private async itemsOf(pk: string, prefix: string) {
    const found = [];
    const items = this.log.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(item);
    return found;
  }

  private async replace(read: Projected, consents: unknown, next: Rebuilt): Promise<boolean> {
    const all = Object.entries(next);
    const sets = all.filter(([, value]) => value !== undefined);
    const gone = all.filter(([, value]) => value === undefined);
    const guards: [string, string[], unknown][] = [
      ['stats', ['#stats', '#version'], read.stats?.version],
      ['signals', ['#signals', '#version'], read.signals?.version],
      ['asOf', ['#score', '#asOf'], read.score?.asOf],
      ['model', ['#score', '#model'], read.score?.model],
      ['profileAt', ['#profileAt'], read.profileAt],
      ['consents', ['#consents'], consents],
    ];
    try {
      await this.people.update({
        Key: { pk: read.pk },
        UpdateExpression: [
          `SET ${sets.map(([name]) => `#${name} = :${name}`).join(', ')}`,
          ...(gone.length > 0 ? [`REMOVE ${gone.map(([name]) => `#${name}`).join(', ')}`] : []),
        ].join(' '),
        ConditionExpression: [
          'attribute_exists(pk) AND attribute_not_exists(mergedInto)',
          ...guards.map(([name, path, value]) =>
            value === undefined
              ? `attribute_not_exists(${path.join('.')})`
              : `${path.join('.')} = :was_${name}`,
          ),
        ].join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(
          [...all.map(([name]) => name), 'version', 'asOf', 'model'].map((name) => [`#${name}`, name]),
        ),
        ExpressionAttributeValues: Object.fromEntries([
          ...sets.map(([name, value]) => [`:${name}`, value]),
          ...guards
            .filter(([, , value]) => value !== undefined)
            .map(([name, , value]) => [`:was_${name}`, value]),
        ]),
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}
