// What every area is given. An area is a Construct that makes its functions, grants them least rights and wires triggers.
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type * as z from 'zod';
import type { BusinessEnv } from '../../shared/platform/business.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import type { Config } from '../config.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import type { MailSender } from '../constructs/mail-sender.ts';
import type { Parts } from '../constructs/node-function.ts';

export interface AreaProps extends Parts {
  /** `api.addRoutes(routes, handler)`; `api.url` for links in mails. */
  api: HttpApi;
  bus: EventBus;
  tables: Readonly<Record<TableName, TableV2>>;
  /** Results of nightly runs; objects go after 90 days. */
  runsBucket: IBucket;
  /** Signs tokens and salts suppression hashes; give functions its ARN and `grantRead`. */
  tokenSecret: ISecret;
  /** `mail.grantSend(handler)`, `mail.configurationSetName`. */
  mail: MailSender;
}

/** The values of `BusinessEnv` for a function's environment: `envFor(ChurnEnv, { ...businessEnv(config), ... })`. */
export const businessEnv = (config: Config): z.input<typeof BusinessEnv> => ({
  BUSINESS_NAME: config.businessName,
  TIME_ZONE: config.timeZone,
  COUNTRY: config.country,
  CURRENCY: config.currency,
  HORIZON_DAYS: String(config.horizonDays),
  LANGUAGES: config.languages.join(','),
});
