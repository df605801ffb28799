// The calls of the ingest routes for the documentation; what is taken is looser (ingest/incoming.ts).
import * as z from 'zod';

function build() {
  const id = z.union([z.string(), z.number()]);
  const data = z.record(z.string(), z.unknown());

  const common = {
    writeKey: z.string().optional().describe('Instead of Basic authentication'),
    messageId: z.string().optional().describe('Names the event: the same id sent again counts once'),
    timestamp: z.string().optional().describe('When it happened, ISO 8601 with zone. Default: on arrival'),
    sentAt: z.string().optional().describe('When the client sent it; corrects a wrong client clock'),
    userId: id.nullish(),
    anonymousId: id.nullish(),
    context: data.optional(),
  };

  const TrackCall = z.object({ ...common, event: z.string(), properties: data.optional() }).meta({
    id: 'TrackCall',
    example: {
      userId: 'c-1042',
      event: 'Order Completed',
      timestamp: '2026-03-02T09:15:00+03:00',
      properties: { order_id: 'A-77', total: 1250.5, currency: 'ETB' },
    },
  });
  const IdentifyCall = z.object({ ...common, traits: data.optional() }).meta({
    id: 'IdentifyCall',
    example: { userId: 'c-1042', traits: { name: 'ሰላም ከበደ', phone: '0911234567', language: 'am' } },
  });
  const PageCall = z
    .object({ ...common, name: z.string().optional(), properties: data.optional() })
    .meta({ id: 'PageCall' });
  const AliasCall = z
    .object({
      ...common,
      previousId: id.describe(
        'Earlier id of the same person. Of a device: its anonymous history joins the user. Of a user, by a server key: the new user id is one more of that customer; two known users stay two',
      ),
    })
    .meta({ id: 'AliasCall' });
  const GroupCall = z.object({ ...common, groupId: id, traits: data.optional() }).meta({ id: 'GroupCall' });
  const type = <const T extends string>(name: T) => ({ type: z.literal(name) });
  const BatchCall = z
    .object({
      writeKey: z.string().optional(),
      sentAt: z.string().optional(),
      context: data.optional().describe('Merged into the context of each event'),
      batch: z
        .array(
          z.union([
            TrackCall.extend(type('track')),
            IdentifyCall.extend(type('identify')),
            PageCall.extend({ type: z.enum(['page', 'screen']) }),
            AliasCall.extend(type('alias')),
            GroupCall.extend(type('group')),
          ]),
        )
        .describe('At most 5,000 events'),
    })
    .meta({ id: 'BatchCall' });
  return { TrackCall, IdentifyCall, PageCall, AliasCall, GroupCall, BatchCall };
}

let built: ReturnType<typeof build> | undefined;

/** Built when they are asked for: the hot path never does, and building them is a good part of a start. */
export function documentedCalls(): ReturnType<typeof build> {
  built ??= build();
  return built;
}
