// Starts a run of a state machine, once per name.
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

export class Executions {
  private readonly machine: string;
  private readonly client: SFNClient;

  constructor(machineArn: string, client = new SFNClient({})) {
    this.machine = machineArn;
    this.client = client;
  }

  /** A second start under the same name does nothing. */
  async start(name: string, input: unknown): Promise<void> {
    try {
      await this.client.send(
        new StartExecutionCommand({ stateMachineArn: this.machine, name, input: JSON.stringify(input) }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
