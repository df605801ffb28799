// The at-risk list as deployed, on real tables: what SES is handed, once per marketer.
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { atRiskListKey } from '../../shared/reports/schema.ts';
import { type Engine, onEachEngine } from '../support/engines.ts';
import { aModel } from '../support/factories.ts';
import { aContext } from '../support/invoke.ts';
import { aList, anAtRiskCustomer, BUSINESS_DATE } from '../support/report-world.ts';

const ses = mockClient(SESv2Client);
const s3 = mockClient(S3Client);
const secrets = mockClient(SecretsManagerClient);
const mails = () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);

async function deploy({ url, tables }: Engine) {
  vi.resetModules();
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: url,
    CUSTOMERS_TABLE: tables.Customers.name,
    ACTIVITY_TABLE: tables.Activity.name,
    PROGRAM_TABLE: tables.Program.name,
    RUNS_BUCKET: 'runs',
    TOKEN_SECRET_ARN: `arn:secret:${tables.Program.name}`,
    MARKETERS: 'sara@shop.example:am,tom@shop.example:en',
    CONFIGURATION_SET: 'tamagn',
    SENDER_ADDRESS: 'shop@example.com',
    REPLY_TO: '',
    BUSINESS_NAME: 'Shemma Coffee',
    CALENDAR: 'ethiopic',
    TIME_ZONE: 'Africa/Addis_Ababa',
    COUNTRY: 'ET',
    CURRENCY: 'ETB',
    HORIZON_DAYS: '90',
    LANGUAGES: 'am,en',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const { handler } = await import('../../functions/reports/at-risk-list.ts');
  return (input: object) => handler(input, aContext());
}

onEachEngine('the at-risk list function', (engine) => {
  const customers = [anAtRiskCustomer(1, 700_000), anAtRiskCustomer(2, 500_000)];
  let start: Awaited<ReturnType<typeof deploy>>;

  beforeAll(async () => {
    start = await deploy(engine);
    const { Customers, Program } = engine.tables;
    for (const customer of customers) await Customers.put(customer);
    await Program.put({ pk: 'nightly', sk: 'current', model: aModel(), businessDate: BUSINESS_DATE });
  });
  beforeEach(() => {
    for (const mock of [ses, s3, secrets]) mock.reset();
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    const body = { transformToString: async () => JSON.stringify(aList(customers)) };
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: '', $metadata: {} }));
    s3.on(GetObjectCommand, { Bucket: 'runs', Key: atRiskListKey(BUSINESS_DATE) }).resolves({
      Body: body as never,
    });
    secrets
      .on(GetSecretValueCommand)
      .resolves({ SecretString: 'a-secret-of-the-stage-that-is-long-enough-1234' });
  });

  it('hands SES one mail per marketer with the list attached, however often it is started', async () => {
    const first = await start({ scheduledAt: '2026-10-06T04:30:00Z' });
    const again = await start({ businessDate: BUSINESS_DATE });

    expect(first).toMatchObject({ businessDate: BUSINESS_DATE, customers: 2, sent: 2 });
    expect(again).toMatchObject({ sent: 0, already: 2 });
    expect(mails()).toHaveLength(2);
    expect(mails()[1]).toMatchObject({
      FromEmailAddress: '"Shemma Coffee" <shop@example.com>',
      Destination: { ToAddresses: ['tom@shop.example'] },
      EmailTags: [{ Name: 'list', Value: BUSINESS_DATE }],
      Content: {
        Simple: {
          Subject: { Data: '2 customers may leave, worth about 12,000 birr a year' },
          Attachments: [
            {
              FileName: 'at-risk-2026-10-05.csv',
              ContentType: 'text/csv; charset=utf-8',
              ContentDisposition: 'ATTACHMENT',
              ContentTransferEncoding: 'BASE64',
            },
          ],
        },
      },
    });
    const content = mails()[1]?.Content?.Simple?.Attachments?.[0]?.RawContent;
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)).toContain('\uFEFFName,Phone,');
  });

  it('refuses a date that is none', async () => {
    await expect(start({ businessDate: 'yesterday' })).rejects.toThrow();
    expect(mails()).toEqual([]);
  });
});
