// Starts the nightly pass for a business date by hand and waits for its end.
import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Outputs } from './cdk.ts';
import type { Show } from './progress.ts';

/** The step a running execution is in. */
async function stateOf(client: SFNClient, executionArn: string): Promise<string> {
  const history = await client.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 20 }),
  );
  const entered = history.events?.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails);
  return entered?.stateEnteredEventDetails?.name ?? 'starting';
}

/** Throws when the pass fails. */
export async function runNightly(outputs: Outputs, businessDate: string, show: Show): Promise<void> {
  const client = new SFNClient({});
  const started = await client.send(
    new StartExecutionCommand({
      stateMachineArn: outputs.NightlyArn,
      input: JSON.stringify({ businessDate }),
    }),
  );
  const executionArn = started.executionArn ?? '';
  for (;;) {
    const found = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (found.status === 'SUCCEEDED') return;
    if (found.status !== 'RUNNING') {
      throw new Error(
        `the nightly pass for ${businessDate} ended ${found.status}: ${found.error} ${found.cause}`,
      );
    }
    show(await stateOf(client, executionArn));
    await wait(500);
  }
}
