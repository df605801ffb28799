// The first user of a fresh stack, as the README has an operator make one, and tokens for them.
import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Outputs } from './cdk.ts';

export interface Owner {
  readonly email: string;
  readonly password: string;
  /** A fresh token; it lasts for an hour. */
  token(): Promise<string>;
}

/** Creates a user in the group `owner`. */
export async function createOwner(outputs: Outputs, email: string): Promise<Owner> {
  const client = new CognitoIdentityProviderClient({});
  const UserPoolId = outputs.UserPoolId;
  const password = `Aa1!${randomBytes(18).toString('base64url')}`;
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
  ];
  await client.send(
    new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes, MessageAction: 'SUPPRESS' }),
  );
  await client.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username: email, Password: password, Permanent: true }),
  );
  await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: email, GroupName: 'owner' }));
  const token = async () => {
    const answer = await client.send(
      new InitiateAuthCommand({
        ClientId: outputs.UserPoolClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    const found = answer.AuthenticationResult?.AccessToken;
    if (!found) throw new Error('signing in gave no token');
    return found;
  };
  return { email, password, token };
}
