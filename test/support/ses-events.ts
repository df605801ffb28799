// SES events as EventBridge delivers them.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
import { aCustomerId } from './factories.ts';

export const aSesEvent = (eventType: string, detail: object = {}) => ({
  version: '0',
  id: 'event-1',
  'detail-type': `Email ${eventType}`,
  source: 'aws.ses',
  account: '123456789012',
  time: '2026-10-05T09:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    eventType,
    mail: {
      timestamp: '2026-10-05T08:59:58.000Z',
      messageId: 'ses-1',
      source: 'shop@example.com',
      destination: ['abebe@example.com'],
      headersTruncated: false,
      tags: {
        'ses:configuration-set': ['tamagn'],
        customer: [aCustomerId()],
        message: ['2026-09-04_retention'],
      },
    },
    ...detail,
  },
});
