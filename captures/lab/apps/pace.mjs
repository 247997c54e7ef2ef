// When an app does what: seconds since the lab's start, jittered periods, and the moment after which it must not begin anything new.

const startMs = Number(process.env.LAB_START_MS);
const endMs = Number(process.env.LAB_END_MS);

/** Waits until `seconds` after the lab's start. */
export function at(seconds) {
  return sleep(startMs + seconds * 1000 - Date.now());
}

/** Yields once per period of `seconds` ± `jitterShare`, from now until the lab ends; what the caller does in between does not lengthen the period. */
export async function* every(seconds, jitterShare) {
  for (let dueMs = Date.now(); dueMs < endMs; dueMs += seconds * 1000 * (1 + jitterShare * (2 * Math.random() - 1))) {
    await sleep(dueMs - Date.now());
    yield;
  }
}

/** Waits `ms` milliseconds, or not at all if that has passed. */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
