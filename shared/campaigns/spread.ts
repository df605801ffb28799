// Spreads mails that become due together (the end of the night) over a quarter of an hour, below SES's rate.
import { hashOf } from '../platform/ids.ts';

const OVER_SECONDS = 900;

/** 0 to 899, always the same for the same text. */
export const spreadSeconds = (text: string): number => Number.parseInt(hashOf([text], 8), 16) % OVER_SECONDS;
