// Environment of the metrics function.
import * as z from 'zod';

export const MetricsEnv = z.object({ PROGRAM_TABLE: z.string().min(1) });
