// DuckDB for the length of one piece of work: open when it begins, closed when it ends, and told to stop until it does where a person interrupts.

import { type Duck, type DuckOptions, openDuck } from '../lake/duck.ts';

/** An interruption that falls between two statements ends neither: it is told again. */
const INTERRUPT_MS = 50;

/** What `work` returns. AbortError where the signal is aborted before its last statement is done. */
export async function withDuck<T>(options: DuckOptions, work: (duck: Duck) => Promise<T>): Promise<T> {
  const { signal } = options;
  const duck = await openDuck(options);
  let interrupting: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    interrupting = setInterval(() => duck.interrupt(), INTERRUPT_MS);
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work(duck);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(interrupting);
    duck.close();
  }
}
