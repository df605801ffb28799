// What a nightly worker leaves of the records in its segment: counts and hashes, no personal data.
import * as z from 'zod';
import { MatchKeys } from './duplicates/match-keys.ts';
import { ProfileTally } from './schema.ts';

/** S3 `nightly/<date>/quality/<segment>-of-<total>.json.gz` (`partKey` in churn/nightly.ts). */
export const QualityPart = z.object({ tally: ProfileTally, keys: MatchKeys });
export type QualityPart = z.infer<typeof QualityPart>;
