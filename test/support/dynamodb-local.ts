// Amazon's own DynamoDB Local, so that the emulator's reading of DynamoDB is not the only one our stores meet.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { type Child, run, startChild } from '../../infra/local/children.ts';
import { localPath } from '../../infra/local/paths.ts';
import { freePort } from '../../infra/local/ports.ts';

// The npm package carries Amazon's jar in its folder `emulator`; it is packed, not installed: it is large.
const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';
const SHA512 = 'xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';

export interface DynamoDbLocal {
  readonly url: string;
  stop(): Promise<void>;
}

export const hasJava = (): Promise<boolean> =>
  run('java', ['-version']).then(
    () => true,
    () => false,
  );

/** Downloads the engine once and checks what came. Returns its folder. */
async function install(): Promise<string> {
  const home = localPath(`dynamodb-local-${VERSION}`);
  if (existsSync(home)) return home;
  const download = localPath(`dynamodb-local-download-${process.pid}`);
  mkdirSync(download, { recursive: true });
  try {
    await run('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`, '--pack-destination', download]);
    const archive = join(download, `${PACKAGE}-${VERSION}.tgz`);
    const hash = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (hash !== SHA512)
      throw new Error(`${PACKAGE}@${VERSION} is not the file it should be: sha512-${hash}`);
    await run('tar', ['-xzf', archive, '-C', download, 'package/emulator']);
    renameSync(join(download, 'package', 'emulator'), home);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  return home;
}

async function ready(url: string, child: Child): Promise<void> {
  const client = new DynamoDBClient({ endpoint: url, maxAttempts: 1 });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isUp = await client.send(new ListTablesCommand({})).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await wait(100);
  }
  await child.stop(0);
  throw new Error('DynamoDB Local did not start');
}

/** Starts the engine with everything in memory. Needs Java. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const home = await install();
  const port = await freePort();
  const flags = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
  const child = await startChild('java', [...flags, '-inMemory', '-sharedDb', '-port', String(port)], {
    cwd: home,
    env: process.env,
    log: localPath('logs', 'dynamodb-local.log'),
  });
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child);
  return { url, stop: () => child.stop() };
}
