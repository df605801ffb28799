// Child processes in groups of their own, so that each can be ended together with everything it started.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const running = new Set<number>();

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

// The last resort, when this process ends without having stopped its children in order.
process.once('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});

export interface Child {
  readonly pid: number;
  /** Settles when the child has ended. */
  readonly ended: Promise<void>;
  /** Asks the child to end, waits, then ends whatever is left of its group. */
  stop(graceMs?: number): Promise<void>;
}

export interface StartOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** A file that receives what the child prints. */
  log: string;
}

/** Starts a process that goes on until it is stopped. Throws when the command cannot be started. */
export async function startChild(command: string, args: string[], options: StartOptions): Promise<Child> {
  const output = createWriteStream(options.log);
  await once(output, 'open');
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  await once(child, 'spawn');
  output.destroy();
  return followed(child);
}

function followed(child: ChildProcess): Child {
  const pid = child.pid ?? 0;
  running.add(pid);
  const ended = once(child, 'exit').then(() => {});
  const stop = async (graceMs = 20_000) => {
    if (!running.has(pid)) return;
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await Promise.race([ended, wait(graceMs, undefined, { ref: false })]);
    signalGroup(pid, 'SIGKILL');
    await ended;
    running.delete(pid);
  };
  return { pid, ended, stop };
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each line the command prints, as it comes. */
  onLine?: (line: string) => void;
}

/** Runs a command to its end. Throws with what it printed last when it fails. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  if (pid) running.add(pid);
  const lines: string[] = [];
  let open = '';
  const take = (chunk: string) => {
    const parts = (open + chunk).split('\n');
    open = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      options.onLine?.(line);
    }
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const [code] = await once(child, 'close').finally(() => running.delete(pid));
  if (open) take('\n');
  if (code === 0) return lines.join('\n');
  throw new Error(`${command} ${args.join(' ')} failed:\n${lines.slice(-30).join('\n')}`);
}
