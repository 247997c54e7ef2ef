// The moment that a file name tells: epoch seconds or milliseconds, or an ISO time in UTC. For dumps that hold no time of their own.

const EPOCH = /(?:^|[^0-9])(1[0-9]{9})(?:\.([0-9]{1,6}))?(?:[^0-9]|$)/;
const EPOCH_MS = /(?:^|[^0-9])(1[0-9]{12})(?:[^0-9]|$)/;
const ISO = /(20[0-9]{2})-?([01][0-9])-?([0-3][0-9])T([0-2][0-9])[-:.]?([0-5][0-9])[-:.]?([0-5][0-9])Z/;

/** µs since the epoch; undefined where the name tells none. A local time without `Z` tells none. */
export function timeOfName(fileName: string): number | undefined {
  const name = fileName.slice(fileName.lastIndexOf('/') + 1).slice(0, 512);
  const iso = ISO.exec(name);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second] = iso.map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
  }
  const ms = EPOCH_MS.exec(name);
  if (ms !== null) return Number(ms[1]) * 1000;
  const seconds = EPOCH.exec(name);
  return seconds === null ? undefined : Number(seconds[1]) * 1e6 + Number((seconds[2] ?? '').padEnd(6, '0'));
}
