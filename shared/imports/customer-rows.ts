// A row of a list of customers as events: an identify call, and what it says about consent.
import { hashOf } from '../platform/ids.ts';
import { consentsOf, type Statement } from './consents.ts';
import { readDate } from './dates.ts';
import type { Row } from './fields.ts';
import { instantAt } from './local-time.ts';
import { canonicalPerson, contactsOf, type Person, personOf, type Reading } from './people.ts';
import type { Findings } from './problems.ts';

/** One Segment-shaped call. Its message id is made from what it says, so that the same row is the same call. */
export interface ImportedEvent {
  type: 'identify' | 'track';
  event?: string;
  messageId: string;
  timestamp?: string;
  userId?: string;
  traits?: Record<string, string>;
  context?: { traits: Record<string, string> };
  properties?: Record<string, unknown>;
}

const instantText = (at: number): string => new Date(at).toISOString();

/** An identify call; without `at` it counts from when it was first imported. */
export const identifyCall = (person: Person, at?: number): ImportedEvent => ({
  type: 'identify',
  messageId: `import-person-${hashOf([canonicalPerson(person), at === undefined ? '' : instantText(at)])}`,
  ...(at !== undefined && { timestamp: instantText(at) }),
  ...(person.userId !== undefined && { userId: person.userId }),
  traits: person.traits,
});

/** Where the person comes into a track call. */
export const aboutPerson = (person: Person) => ({
  ...(person.userId !== undefined && { userId: person.userId }),
  context: { traits: contactsOf(person) },
});

function consentCall(person: Person, statement: Statement): ImportedEvent {
  const { channel, status, source, wordingVersion, at } = statement;
  const event = status === 'granted' ? 'Consent Given' : 'Consent Withdrawn';
  const timestamp = at === undefined ? undefined : instantText(at);
  return {
    type: 'track',
    event,
    messageId: `import-consent-${hashOf([canonicalPerson({ ...person, traits: contactsOf(person) }), event, channel, source, wordingVersion ?? '', timestamp ?? ''])}`,
    ...(timestamp !== undefined && { timestamp }),
    ...aboutPerson(person),
    properties: {
      channel,
      purpose: 'marketing',
      source,
      ...(wordingVersion !== undefined && { wordingVersion }),
    },
  };
}

export function customerEvents(row: Row, reading: Reading, findings: Findings): ImportedEvent[] {
  const person = personOf(row, reading, findings);
  const consents = consentsOf(row, reading, findings);
  const at = row.updatedAt === undefined ? undefined : updateTime(row.updatedAt, reading, findings);
  if (!person || findings.isRefused) return [];
  return [identifyCall(person, at), ...consents.map((statement) => consentCall(person, statement))];
}

function updateTime(text: string, reading: Reading, findings: Findings): number | undefined {
  const read = readDate(text, reading.dates);
  if ('why' in read) return findings.leaveOut('updatedAt', read.why);
  const at = read.instant ?? instantAt(read.date, read.time ?? '00:00:00', reading.timeZone);
  return at > reading.now ? findings.leaveOut('updatedAt', `"${text}" is in the future`) : at;
}
