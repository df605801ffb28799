// The stage's one secret, read once per process: it signs tokens and salts suppression hashes.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const cached = new Map<string, Promise<string>>();

/** The secret's text. A failed read is not cached, so the next call tries again. */
export function readSecret(arn: string, client = new SecretsManagerClient({})): Promise<string> {
  let found = cached.get(arn);
  if (!found) {
    found = client.send(new GetSecretValueCommand({ SecretId: arn })).then(({ SecretString }) => {
      if (!SecretString) throw new Error('the secret is empty');
      return SecretString;
    });
    found.catch(() => cached.delete(arn));
    cached.set(arn, found);
  }
  return found;
}
