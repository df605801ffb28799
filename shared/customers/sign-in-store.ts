// Notices that somebody signed in on a device whose history is another customer, and asks for the two to be joined.
import * as z from 'zod';
import type { Table } from '../platform/table.ts';
import type { MergeQueue } from './merge-queue.ts';

const Identity = z.object({ pk: z.string(), customerId: z.string() });

export class SignInStore {
  private readonly identities: Table;
  private readonly queue: Pick<MergeQueue, 'add'>;

  constructor(identities: Table, queue: Pick<MergeQueue, 'add'>) {
    this.identities = identities;
    this.queue = queue;
  }

  /** Whether the device's customer is known by a strong id of their own is judged when the job is worked off. */
  async note(signIns: readonly { known: string; device: string }[]): Promise<void> {
    const items = await this.identities.getMany(signIns.map(({ device: pk }) => ({ pk })));
    const owners = new Map(
      z
        .array(Identity)
        .parse(items)
        .map(({ pk, customerId }) => [pk, customerId]),
    );
    const joins = new Map<string, { anonymous: string; known: string }>();
    for (const { known, device } of signIns) {
      const anonymous = owners.get(device);
      if (anonymous !== undefined && anonymous !== known)
        joins.set(`${anonymous} ${known}`, { anonymous, known });
    }
    for (const join of joins.values()) await this.queue.add({ join });
  }
}
