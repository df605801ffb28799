// Bytes to JSON and back: what clients send (any content type, gzip or not) and what the log keeps (deflated).
import { deflateRawSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { invalid } from '../platform/errors.ts';
import { wholeJson } from '../platform/text.ts';

/** Segment's documented limit for one event, in bytes of JSON. */
export const MAX_EVENT_BYTES = 32 * 1024;

/** A gzip body that grows beyond this is an attack or a mistake; Lambda takes 6 MB. */
export const MAX_INFLATED_BYTES = 16 * 1024 * 1024;

function gunzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError;
    throw invalid(
      isTooLarge
        ? `The body inflates to more than ${MAX_INFLATED_BYTES} bytes.`
        : 'The gzip body is damaged.',
    );
  }
}

// Whole numbers too large for a double stay exact, as text (shop systems have ids beyond 2^53).
const hasLongNumber = /[0-9]{16}/;
const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value;

function parse(text: string): unknown {
  if (!hasLongNumber.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, exactly);
  } catch (error) {
    // A reviver recurses; a body nested that deeply is parsed without it.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/** The JSON of a request body: gunzipped when its bytes say so, whatever the content type. Throws 400 when it is none. */
export function readBody(bytes: Uint8Array): unknown {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipped(bytes) : bytes;
  try {
    return parse(wholeJson(new TextDecoder().decode(plain)));
  } catch {
    throw invalid('The body is not JSON.');
  }
}

/** JSON, deflated: how the log keeps the event as sent. */
export const packBody = (value: unknown): Uint8Array<ArrayBuffer> => deflateRawSync(JSON.stringify(value));

/** What `packBody` packed. Throws when the bytes are damaged. */
export const unpackBody = (bytes: Uint8Array): unknown => JSON.parse(unpackText(bytes));

export const packText = (text: string): Uint8Array<ArrayBuffer> => deflateRawSync(text);
export const unpackText = (bytes: Uint8Array): string => inflateRawSync(bytes).toString('utf8');
