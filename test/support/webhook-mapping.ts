// Payloads of senders as what they become: mapped, then judged exactly as on the way in.
import { withRegions } from '../../shared/hooks/phones.ts';
import { parseBody } from '../../shared/hooks/receive.ts';
import type { SourceName } from '../../shared/hooks/schema.ts';
import { sources } from '../../shared/hooks/sources.ts';
import { judge } from '../../shared/ingest/accept.ts';
import { unpackBody } from '../../shared/ingest/body.ts';
import { fixture, samples } from './webhooks.ts';

const receivedAt = Date.parse('2026-10-05T09:00:00Z');

/** What the mapping of a source makes of its fixture, or of other bytes. */
export const mapped = (
  source: SourceName,
  bytes = fixture(samples[source].file),
  headers: Record<string, string> = {},
) => sources[source].map({ body: parseBody(bytes), headers: { ...samples[source].headers, ...headers } });

/** Log entries to be, without their bodies; reasons where an event is refused. */
export function entries(source: SourceName, bytes?: Buffer, headers?: Record<string, string>) {
  const { calls } = mapped(source, bytes, headers);
  return withRegions(calls, 'ET').map((call) => {
    const verdict = judge(
      call,
      { context: {}, sentAt: undefined, receivedAt },
      { keyKind: 'server', isSigned: true, currency: 'ETB', country: 'ET' },
    );
    if ('rejected' in verdict) return { reasons: verdict.rejected.reasons };
    const { name, kind, id, at, order, claim } = verdict.accepted;
    const properties = (unpackBody(verdict.accepted.body) as { properties?: Record<string, unknown> })
      .properties;
    return { name, kind, id, at: at && new Date(at).toISOString(), order, ids: claim.ids, properties };
  });
}

/** Who all fixtures are about. */
export const person = { email: 'abebe@example.com', phone: '+251911234567' };
