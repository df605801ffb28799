// What the local run tells its user: one line a step, with its time; a moving line while a step lasts.
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Shows how far the step is: one line that is overwritten on a terminal, silent in a log. */
export type Show = (progress: string) => void;

/** Runs `work` under a heading and prints how long it took. Returns its answer and its seconds. */
export async function step<T>(
  title: string,
  work: (show: Show) => Promise<T>,
): Promise<{ answer: T; seconds: number }> {
  const start = performance.now();
  const live = process.stdout.isTTY;
  const line = (text: string) =>
    live && process.stdout.write(`\r\u001b[K  ${text}`.slice(0, process.stdout.columns + 4));
  if (live) line(`${title} ...`);
  const answer = await work((progress) => line(`${title}: ${progress} (${seconds(start)})`));
  if (live) process.stdout.write('\r\u001b[K');
  console.log(`  ${title}: ${seconds(start)}`);
  return { answer, seconds: Math.round((performance.now() - start) / 100) / 10 };
}

/** Something the user must mend: shown without a stack trace. */
export class Friendly extends Error {}
