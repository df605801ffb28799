// The table layer on real engines: conditions, batches, paging and transactions.
import { expect, it } from 'vitest';
import { ConditionFailed, transact } from '../../shared/platform/table.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('a table', ({ tables, documents }) => {
  const { Program, Customers } = tables;

  it('refuses a second item with the same key and says what stands there', async () => {
    await Program.putNew({ pk: 'new', sk: 'a', colour: 'green' });

    const second = Program.putNew({ pk: 'new', sk: 'a', colour: 'red' });

    await expect(second).rejects.toBeInstanceOf(ConditionFailed);
    await expect(second).rejects.toMatchObject({ item: { colour: 'green' } });
    expect(await Program.get({ pk: 'new', sk: 'a' })).toMatchObject({ colour: 'green' });
  });

  it('stores and reads more items than one call takes', async () => {
    const items = Array.from({ length: 130 }, (_, index) => ({ pk: 'many', sk: `item-${index}` }));

    await Program.putMany(items);

    expect(await Program.getMany([...items, ...items])).toHaveLength(130);
  });

  it('walks through all pages of a query in key order', async () => {
    await Program.putMany(['c', 'a', 'b'].map((sk) => ({ pk: 'pages', sk })));

    const pages = Program.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'pages' },
      Limit: 1,
    });

    const found: unknown[] = [];
    for await (const item of pages) found.push(item.sk);
    expect(found).toEqual(['a', 'b', 'c']);
  });

  it('shows in a sparse index only the items that carry its key', async () => {
    await Customers.put({ pk: 'cus_risky', riskBand: 'at-risk', valueAtRisk: 7 });
    await Customers.put({ pk: 'cus_safe' });

    const page = await Customers.queryPage({
      IndexName: 'atRisk',
      KeyConditionExpression: 'riskBand = :band',
      ExpressionAttributeValues: { ':band': 'at-risk' },
    });

    expect(page.items.map((item) => item.pk)).toEqual(['cus_risky']);
  });

  it('writes nothing of a transaction when one condition fails', async () => {
    await Program.put({ pk: 'transaction', sk: 'taken' });
    const put = (sk: string) => ({
      Put: {
        TableName: Program.name,
        Item: { pk: 'transaction', sk },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });

    await expect(transact(documents, [put('free'), put('taken')])).rejects.toBeInstanceOf(ConditionFailed);

    expect(await Program.get({ pk: 'transaction', sk: 'free' })).toBeUndefined();
  });
});
