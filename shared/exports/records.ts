// Items of the tables as records of an export: bodies unpacked, secrets and inner workings left out. Pure.
import { unpackBody } from '../ingest/body.ts';
import type { Content } from './schema.ts';

type Item = Record<string, unknown>;

/**
 * Of `Program`, the business's own results, decisions and settings. Keys, claims and secrets are not for taking away, nor
 * are the hashes of suppressed addresses: only our own secret knows whose they are.
 */
const program = new Set([
  'model',
  'nightly',
  'metrics',
  'backtest',
  'settings',
  'tracking-plan',
  'data-quality',
  'not-duplicates',
]);

/** What only this system needs: index attributes. */
const inner = new Set(['nameKey', 'nameInitial', 'riskBand']);

/** The record of an item; undefined when it is none of this content's. */
export function recordOf(content: Content, item: Item): Item | undefined {
  const pk = String(item.pk);
  if (content === 'customers') return customer(item);
  if (content === 'identities') return plain({ identifier: pk, ...without(item, 'pk') });
  if (content === 'program') {
    const [kind = ''] = pk.split('#');
    if (!program.has(kind)) return undefined;
    const { events } = item;
    const rest = without(item, 'pk', 'sk');
    return plain({
      key: pk,
      sortKey: item.sk,
      ...rest,
      ...(events instanceof Uint8Array && { events: opened(events) }),
    });
  }
  return pk.startsWith('cus_') ? entry(item) : undefined;
}

function customer({ pk, stats, ...rest }: Item): Item {
  const kept = Object.fromEntries(Object.entries(rest).filter(([name]) => !inner.has(name)));
  const counted = typeof stats === 'object' && stats !== null ? without(stats as Item, 'seen') : undefined;
  return plain({ customerId: pk, ...kept, ...(counted && { stats: counted }) });
}

function entry({ pk, sk: _key, body, ...rest }: Item): Item {
  return plain({ customerId: pk, ...rest, ...(body instanceof Uint8Array && { event: opened(body) }) });
}

/** The event as it was sent; bytes that cannot be unpacked are handed over as they are. */
function opened(body: Uint8Array): unknown {
  try {
    return unpackBody(body);
  } catch {
    return { base64: Buffer.from(body).toString('base64') };
  }
}

const without = (item: Item, ...names: string[]): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));

/** Sets and bytes as JSON knows them. */
const plain = (item: Item): Item =>
  JSON.parse(
    JSON.stringify(item, (_name, value: unknown) => {
      if (value instanceof Set) return [...value];
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
    }),
  );
