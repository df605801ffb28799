// Ports of this machine's loopback address.
import { once } from 'node:events';
import { createServer } from 'node:net';

async function listen(port: number): Promise<number | undefined> {
  const server = createServer();
  server.listen({ host: '127.0.0.1', port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : undefined;
}

export const isFree = async (port: number): Promise<boolean> => (await listen(port)) !== undefined;

export async function freePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}
