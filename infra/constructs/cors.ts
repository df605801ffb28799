// What browsers of other origins may do at the API: send keys and tokens (never cookies), and read when to try again.
export const cors = {
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  headers: [
    'authorization',
    'content-type',
    'idempotency-key',
    'if-match',
    'if-none-match',
    // Sent by Segment's libraries with every retry.
    'x-retry-count',
  ],
  exposed: ['retry-after', 'etag', 'location'],
} as const;
