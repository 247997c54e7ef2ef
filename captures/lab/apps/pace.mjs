// When an app does what: seconds since the lab's start, jittered periods, and the moment after which it must not begin anything new.

const startMs = Number(process.env.LAB_START_MS);
const endMs = Number(process.env.LAB_END_MS);

/** Waits until `seconds` after the lab's start. */
export function at(seconds) {
  return sleep(startMs + seconds * 1000 - Date.now());
}

/** Yields once per period, each time after `seconds` ± `jitterShare`, until the lab ends. The first time comes at once. */
export async function* every(seconds, jitterShare) {
  while (Date.now() < endMs) {
    yield;
    await sleep(seconds * 1000 * (1 + jitterShare * (2 * Math.random() - 1)));
  }
}

/** Waits `ms` milliseconds, or not at all if that has passed. */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
