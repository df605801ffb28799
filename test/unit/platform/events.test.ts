import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Bus, busEntry } from '../../../shared/platform/bus.ts';
import { defineEvent } from '../../../shared/platform/events.ts';

const Happened = defineEvent('thing.happened', z.object({ thingId: z.string() }), 2);
const entry = (id: string) => busEntry(Happened, { id, at: '2026-10-05T09:00:00Z', data: { thingId: id } });

describe('a bus entry', () => {
  test('carries the version of its definition and only the data it defines', () => {
    const data = { thingId: 'a', email: 'abebe@example.com' };

    const made = busEntry(Happened, { id: 'e1', at: '2026-10-05T09:00:00Z', data });

    expect(made).toEqual({
      name: 'thing.happened',
      envelope: { id: 'e1', at: '2026-10-05T09:00:00Z', version: 2, data: { thingId: 'a' } },
    });
  });

  test('with data of another shape is refused where it is made', () => {
    const data = { thingId: 7 } as unknown as { thingId: string };

    expect(() => busEntry(Happened, { id: 'e1', at: '2026-10-05T09:00:00Z', data })).toThrow(z.ZodError);
  });
});

describe('publishing', () => {
  const bridge = mockClient(EventBridgeClient);
  beforeEach(() => bridge.reset());

  test('puts ten entries a call', async () => {
    bridge.on(PutEventsCommand).resolves({ Entries: [] });

    await new Bus('bus').publish(Array.from({ length: 23 }, (_, index) => entry(`e${index}`)));

    const sizes = bridge.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.length);
    expect(sizes).toEqual([10, 10, 3]);
  });

  test('gives back the indexes of what did not go, over all calls', async () => {
    bridge
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ ErrorCode: 'InternalFailure' }, { EventId: '1' }] })
      .resolvesOnce({ Entries: [{ EventId: '2' }, { ErrorCode: 'ThrottlingException' }] });

    const failed = await new Bus('bus').publish(Array.from({ length: 12 }, (_, index) => entry(`e${index}`)));

    expect(failed).toEqual([0, 11]);
  });
});
