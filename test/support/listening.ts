// Servers of tests: on this machine only, on whatever port is free.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts the server; `url` has no slash at the end, `stop` also ends what hangs on. */
export async function listening(server: Server): Promise<{ url: string; stop(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}
