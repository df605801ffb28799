// The environment of everything that talks to the emulator: dummy credentials, and no way to a real account.
export const localRegion = 'us-east-1';
export const localAccount = '000000000000';

/**
 * Variables for child processes and for the SDK in this one. By address, not by name: for an address the SDK puts
 * a bucket's name into the path, for `localhost` it would ask for `bucket.localhost`, which Node does not resolve.
 */
export const localEnvironment = (port: number) => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: localRegion,
  AWS_DEFAULT_REGION: localRegion,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Where the SDK finds these, it would prefer them to the lines above.
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
});

/** Points the SDK clients made by this process from now on, and its children, at the emulator. */
export function useEmulator(port: number): void {
  for (const [name, value] of Object.entries(localEnvironment(port))) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
