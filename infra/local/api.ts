// Calls the deployed API as any client would.
import { setTimeout as wait } from 'node:timers/promises';

const ATTEMPTS = 8;
const mayPass = (status: number) => status === 429 || status >= 500;

export interface Api {
  /** Address without a slash at the end. */
  readonly url: string;
  /** Sends JSON and returns the JSON answer. Throws on anything but success, after trying again what may pass. */
  call(method: string, path: string, authorization: string, body?: unknown): Promise<unknown>;
}

export const basic = (writeKey: string): string => `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
export const bearer = (token: string): string => `Bearer ${token}`;

async function attempt(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(60_000) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    return { status: 599, text: String(error) };
  }
}

export function apiAt(url: string): Api {
  const call: Api['call'] = async (method, path, authorization, body) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    for (let tries = 1; ; tries += 1) {
      const { status, text } = await attempt(`${url}${path}`, init);
      if (status < 300) return text === '' ? undefined : JSON.parse(text);
      if (tries === ATTEMPTS || !mayPass(status))
        throw new Error(`${method} ${path} answered ${status}: ${text}`);
      await wait(100 * 2 ** tries);
    }
  };
  return { url, call };
}

/**
 * Where the emulator serves an HTTP API. By path, not by host name: Node and Python do not resolve
 * `<id>.execute-api.localhost`.
 */
export const apiAddress = (port: number, apiId: string): string =>
  `http://127.0.0.1:${port}/_aws/execute-api/${apiId}/$default`;
