// Which events are complaints and ratings, and what they say. Whatever cannot be told for sure stays an ordinary event.
import * as z from 'zod';
import { cutText } from '../platform/text.ts';
import type { SignalFact } from './schema.ts';

const opening = ['ticket created', 'ticket opened', 'ticket reopened', 'complaint opened', 'case opened'];
const closing = ['ticket resolved', 'ticket closed', 'complaint resolved', 'complaint closed', 'case closed'];
/** Stars, out of 5 where nothing else is said; a survey may have any scale, so it must say which. */
const stars = ['rating given', 'product reviewed'];
const surveys = ['survey answered'];
/** Names, in lower case, of events that rate us: without a number and a scale they are of no use. */
export const ratingEvents: ReadonlySet<string> = new Set([...stars, ...surveys]);
const STARS = 5;

const Text = z.union([z.string(), z.number()]).transform((value) => cutText(String(value).trim(), 100));
const Amount = z
  .union([z.number(), z.string().trim().min(1).transform(Number)])
  .refine((value) => Number.isFinite(value) && value >= 0);
const first = <T>(...values: (T | undefined)[]) => values.find((value) => value !== undefined);

const known = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const CaseProperties = z.looseObject({
  caseId: known(Text),
  case_id: known(Text),
  ticketId: known(Text),
  ticket_id: known(Text),
  complaintId: known(Text),
  complaint_id: known(Text),
});

const RatingProperties = z.looseObject({
  rating: known(Amount),
  score: known(Amount),
  outOf: known(Amount),
  out_of: known(Amount),
  scale: known(Amount),
});

function ratingOf(properties: object, usualScale: number | undefined): SignalFact | undefined {
  const said = RatingProperties.parse(properties);
  const rating = first(said.rating, said.score);
  const outOf = first(said.outOf, said.out_of, said.scale, usualScale);
  if (rating === undefined || outOf === undefined || outOf <= 0 || rating > outOf) return undefined;
  return { type: 'rating', rating, outOf };
}

function complaintOf(properties: object, isOpen: boolean): SignalFact {
  const said = CaseProperties.parse(properties);
  const id = first(
    said.caseId,
    said.case_id,
    said.ticketId,
    said.ticket_id,
    said.complaintId,
    said.complaint_id,
  );
  return { type: 'complaint', isOpen, ...(id && { case: id }) };
}

/** What the event says; undefined when it is neither, or a rating whose number or scale cannot be told. */
export function signalOf(event: string, properties: object): SignalFact | undefined {
  const name = event.toLowerCase();
  if (opening.includes(name)) return complaintOf(properties, true);
  if (closing.includes(name)) return complaintOf(properties, false);
  if (stars.includes(name)) return ratingOf(properties, STARS);
  if (surveys.includes(name)) return ratingOf(properties, undefined);
  return undefined;
}
