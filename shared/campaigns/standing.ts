// Who a link in an old mail leads to: the customer it names, or the one they are part of since a merge.
import type { Customer } from '../customers/schema.ts';

export async function standing(
  readCustomer: (id: string) => Promise<Customer | undefined>,
  id: string,
): Promise<Customer | undefined> {
  const customer = await readCustomer(id);
  return customer?.mergedInto === undefined ? customer : standing(readCustomer, customer.mergedInto);
}
