// How large an import may be, and how it is cut into work. Tests hold that the largest file allowed fits.

/** Bytes of an upload. A workbook is read in memory, a CSV file as a stream. */
export const MAX_BYTES = { csv: 500 * 1024 * 1024, xlsx: 100 * 1024 * 1024 };

/** Lines below the header, empty ones included. Excel itself ends at 1,048,576. */
export const MAX_ROWS = 1_500_000;

/** A line that goes on for longer is no line of a table. */
export const MAX_LINE_BYTES = 1024 * 1024;

/**
 * What one call of a worker takes. At 10 ms a request, 8 to 16 requests at a time, 5,000 rows of customers nobody knows
 * need some 100 reads of 100 identities, 500 transactions of ten customers, 400 batches of 25 entries: 1.3 seconds of
 * waiting. The processor needs longer: 1.3 ms a row measured on a whole core at 2.5 GHz, so 12 seconds on the 0.58 of a
 * core that 1,024 MB are. Of the 15 minutes that Lambda gives that is a fiftieth; the rest is for tables that are busy:
 * 5,000 such rows are 60,000 write units, so 900 seconds are enough at 67 units a second for each worker.
 */
export const CHUNK = { bytes: 4 * 1024 * 1024, rows: 5_000 };

/**
 * Chunks of a run. They are a list in the state of one execution, worked by a Map of kind INLINE, so two quotas of Step
 * Functions hold: 25,000 events of history (7 for each chunk, 3 more for each time it is tried again) and 256 KiB of
 * state. A file of 1,048,576 rows has 210 chunks, 500 MiB and 1,500,000 rows 426; only text that grows on the way to
 * UTF-8 can come to more. Five million rows are refused: four files, one after another, do the same. A Distributed Map
 * would lift these quotas and change nothing else: an INLINE one works 40 chunks at a time, and a table that has just
 * been made is busy with three. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MAX_CHUNKS = 700;
