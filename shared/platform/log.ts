// Structured logs (powertools). Ids and counts only: never names, addresses, phones or bodies.
import { Logger } from '@aws-lambda-powertools/logger';

export const logger = new Logger();
