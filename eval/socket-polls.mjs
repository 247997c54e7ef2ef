// The text of a log of /proc/net polls, as a poller writes it: when it polled, the same log by another clock, the same log by a lazier poller.

const STAMP = /^### (\d+)\.(\d+)/gm;

/** µs since the epoch, ascending as written. */
export function pollTimesUs(log) {
  return [...log.matchAll(STAMP)].map(([, whole, fraction]) => stampUs(whole, fraction));
}

/** The log as it would read had `clock(trueUs)` been the device's time. */
export function byAnotherClock(log, clock) {
  return log.replace(STAMP, (_, whole, fraction) => {
    const us = Math.round(clock(stampUs(whole, fraction)));
    return `### ${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;
  });
}

/** Every nth poll, beginning with the one of index `phase`: what a poller would have seen that is n times slower. */
export function everyNthPoll(log, n, phase) {
  const polls = log.split(/^(?=### )/m);
  return polls.filter((_, i) => i % n === phase).join('');
}

export function medianIntervalUs(timesUs) {
  const intervals = timesUs.slice(1).map((time, i) => time - timesUs[i]);
  intervals.sort((a, b) => a - b);
  return intervals[intervals.length >> 1];
}

/** How many polls were taken in `fromUs … toUs`. */
export function pollsBetween(timesUs, fromUs, toUs) {
  return timesUs.filter((time) => time >= fromUs && time <= toUs).length;
}

function stampUs(whole, fraction) {
  return Number(whole) * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
