// Calls one function of the stack by hand.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Returns the function's answer. Throws when it fails. */
export async function invoke(functionName: string | undefined, payload: unknown): Promise<unknown> {
  if (!functionName) throw new Error('the stack does not name this function in its outputs');
  const answer = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
  );
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError) throw new Error(`${functionName} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
