// The customers area over HTTP.

import { ActivityStore } from '../../shared/customers/activity-store.ts';
import { ConsentStore } from '../../shared/customers/consent-store.ts';
import { CustomersEnv } from '../../shared/customers/env.ts';
import { customersRoutes } from '../../shared/customers/routes.ts';
import { findCustomers } from '../../shared/customers/search-customers.ts';
import { CustomerStore } from '../../shared/customers/store.ts';
import { customerView } from '../../shared/customers/view.ts';
import { historyPage } from '../../shared/customers/view-history.ts';
import { dayOf } from '../../shared/platform/days.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { conflict, notFound } from '../../shared/platform/errors.ts';
import { tagged } from '../../shared/platform/etag.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(CustomersEnv);
const client = documentClient();
const tables = {
  customers: new Table(client, env.CUSTOMERS_TABLE),
  identities: new Table(client, env.IDENTITIES_TABLE),
  activity: new Table(client, env.ACTIVITY_TABLE),
  program: new Table(client, env.PROGRAM_TABLE),
};
const customers = new CustomerStore(tables);
const activity = new ActivityStore(tables.activity);
const consents = new ConsentStore(tables);

async function existing(id: string) {
  const customer = await customers.get(id);
  if (!customer) throw notFound('No customer has this id.');
  return customer;
}

export const handler = httpHandler(customersRoutes, {
  'GET /v1/customers': async ({ query }) => ({
    body: await findCustomers(customers, { ...query, country: env.COUNTRY, currency: env.CURRENCY }),
  }),
  'GET /v1/customers/{id}': async ({ params, headers, now }) => {
    const [customer, current] = await Promise.all([existing(params.id), customers.current(now)]);
    const context = {
      today: dayOf(now, env.TIME_ZONE),
      currency: env.CURRENCY,
      horizonDays: env.HORIZON_DAYS,
    };
    return tagged(customerView(customer, { ...context, current }), headers['if-none-match']);
  },
  'GET /v1/customers/{id}/activity': async ({ params, query, now }) => {
    const { pk: customerId } = await existing(params.id);
    return { body: await historyPage(activity, { customerId, ...query, now }) };
  },
  'POST /v1/customers/{id}/consents': async ({ params, body, user, headers, now }) => {
    const { pk: customerId } = await existing(params.id);
    const request = { customerId, consent: body, userId: user?.id ?? '', now };
    return { body: await consents.record({ ...request, idempotencyKey: headers['idempotency-key'] }) };
  },
  'POST /v1/customers/{id}/consents/requests': async ({ params, body, user, headers, now }) => {
    const { pk: customerId, profile } = await existing(params.id);
    if (!profile.email) throw conflict('The customer has no e-mail address.');
    const request = { customerId, consent: body, userId: user?.id ?? '', now };
    return { body: await consents.request({ ...request, idempotencyKey: headers['idempotency-key'] }) };
  },
});
