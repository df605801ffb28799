// Asks Chapa whether a payment is real before it counts, as its documentation demands of every webhook.
// https://developer.chapa.co/integrations/verify-payments
import * as z from 'zod';
import { type FieldError, unavailable } from '../platform/errors.ts';
import type { Payment } from './source.ts';

const Answer = z.object({
  data: z
    .object({
      status: z.string().nullish(),
      amount: z.union([z.number(), z.string()]).nullish(),
      currency: z.string().nullish(),
    })
    .nullish(),
});

const TIMEOUT_MS = 8_000;

export interface ChapaAccess {
  /** `https://api.chapa.co` */
  url: string;
  apiKey: string;
  fetch: typeof globalThis.fetch;
}

const refused = (detail: string): FieldError => ({ pointer: '', detail });

/**
 * Why the payment must not count; undefined when Chapa confirms it. Throws when Chapa does not answer or does not know
 * our key: then it is asked again later.
 */
export async function checkPayment(payment: Payment, access: ChapaAccess): Promise<FieldError | undefined> {
  const url = `${access.url}/v1/transaction/verify/${encodeURIComponent(payment.reference)}`;
  const answer = await access
    .fetch(url, {
      headers: { authorization: `Bearer ${access.apiKey}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    .catch((cause: unknown) => {
      throw unavailable('Chapa does not answer.', cause);
    });
  if (answer.status === 404 || answer.status === 400) return refused('Chapa does not know this payment');
  if (!answer.ok) throw unavailable(`Chapa answered ${answer.status}.`, undefined);
  const { data } = Answer.parse(await answer.json());
  if (data?.status !== 'success') return refused('Chapa does not confirm this payment');
  const isEqual =
    Number(data.amount) === Number(payment.total) &&
    data.currency?.toUpperCase() === payment.currency.toUpperCase();
  return isEqual ? undefined : refused('Chapa confirms another amount or currency');
}
