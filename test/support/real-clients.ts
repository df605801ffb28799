// The tracking libraries that shops use, as their authors publish them, each sending the same calls.
import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node';
import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics as Segment } from '@segment/analytics-node';
// @ts-expect-error it has no types
import Legacy from 'analytics-node';

export interface ClientCall {
  method: 'track' | 'identify' | 'page';
  message: {
    userId: string;
    messageId: string;
    timestamp: Date;
    event: string;
    name: string;
    properties: Record<string, string | number>;
  };
}

/** Sends the calls and comes back when the library believes that all were delivered. Throws what it reports. */
export type Sender = (url: string, writeKey: string, calls: readonly ClientCall[]) => Promise<void>;

type Call = (message: ClientCall['message'], done: (error?: unknown) => void) => unknown;
/** All of them tell each call when it was delivered, or that it was not. */
type Client = Record<ClientCall['method'], Call>;

const deliver = async (client: Client, calls: readonly ClientCall[]): Promise<void> => {
  await Promise.all(
    calls.map(
      ({ method, message }) =>
        new Promise<void>((resolve, reject) => {
          client[method](message, (error) => (error ? reject(error) : resolve()));
        }),
    ),
  );
};

const flushInterval = 200;
// On a busy machine a request may wait its turn for longer than the ten seconds that two of them allow.
const httpRequestTimeout = 60_000;

export const realClients: Readonly<Record<string, Sender>> = {
  '@segment/analytics-node': (host, writeKey, calls) =>
    deliver(new Segment({ writeKey, host, flushInterval, httpRequestTimeout }), calls),
  '@customerio/cdp-analytics-node': (host, writeKey, calls) =>
    deliver(new CustomerIo({ writeKey, host, flushInterval, httpRequestTimeout }), calls),
  '@rudderstack/rudder-sdk-node': (dataPlaneUrl, writeKey, calls) =>
    deliver(new Rudder(writeKey, { dataPlaneUrl, flushInterval }), calls),
  'analytics-node': (host, writeKey, calls) => deliver(new Legacy(writeKey, { host, flushInterval }), calls),
};

const PEOPLE = 30;
const KINDS = ['track', 'page', 'track', 'identify', 'track'] as const;

/**
 * `distinct` calls and then the first `repeated` ones again, as a shop does that lost track of what it sent. The ids and
 * times are the shop's own.
 */
export function someCalls(name: string, distinct: number, repeated: number, from: number): ClientCall[] {
  const call = (index: number): ClientCall => ({
    method: KINDS[index % KINDS.length] ?? 'track',
    message: {
      userId: `${name}-person-${index % PEOPLE}`,
      messageId: `${name}-${index}`,
      timestamp: new Date(from + index * 1_000),
      event: index % 10 === 0 ? 'Order Completed' : 'Product Viewed',
      name: 'Home',
      properties: { order_id: `${name}-order-${index}`, total: 12.5, currency: 'GBP' },
    },
  });
  const indexes = Array.from({ length: distinct + repeated }, (_, index) => index % distinct);
  return indexes.map(call);
}
