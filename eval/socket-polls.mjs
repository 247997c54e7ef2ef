// The text of a log of /proc/net polls, as a poller writes it: when it polled, the same log by another clock, the same log by a lazier poller.

const STAMP = /^### (\d+)\.(\d+)/gm;
const TIME_WAIT = '06';
const MAPPED = '00000000000000000000ffff';

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

/** As a poller writes it that lists only what is open. */
export function withoutTimeWait(log) {
  return log.replace(/^ *\d+: \S+ \S+ 06 .*\n/gm, '');
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

/** How many polls were stamped in `fromUs … toUs`. */
export function pollsBetween(timesUs, fromUs, toUs) {
  return timesUs.filter((time) => time >= fromUs && time <= toUs).length;
}

/**
 * What the log says of owners, read apart from src/telemetry: `[{ timeUs, transport, local, remote, uid }]`, endpoints as `ip:port`.
 * Rows of TIME_WAIT and of sockets without inode name nobody.
 */
export function ownedRows(log) {
  const rows = [];
  let timeUs;
  let transport;
  for (const line of log.split('\n')) {
    const stamp = /^### (\d+)\.(\d+)/.exec(line);
    const table = /^# (tcp|udp)6?$/.exec(line);
    if (stamp !== null) timeUs = stampUs(stamp[1], stamp[2]);
    else if (table !== null) transport = table[1];
    else {
      const cells = line.trim().split(/\s+/);
      if (!/^\d+:$/.test(cells[0]) || cells[3] === TIME_WAIT || cells[9] === '0') continue;
      const [local, remote] = [endpoint(cells[1]), endpoint(cells[2])];
      rows.push({ timeUs, transport, local, remote, uid: Number(cells[7]) });
    }
  }
  return rows;
}

/** Each 32-bit word of an address is printed as a little-endian number, a port plainly; IPv4 addresses in tcp6 are mapped ones. */
function endpoint(text) {
  const [words, port] = text.split(':');
  const bytes = Buffer.concat(words.match(/.{8}/g).map((word) => Buffer.from(word, 'hex').reverse()));
  return `${addressText(bytes)}:${Number.parseInt(port, 16)}`;
}

function addressText(bytes) {
  if (bytes.length === 4) return bytes.join('.');
  const hex = bytes.toString('hex');
  if (hex.startsWith(MAPPED)) return bytes.subarray(12).join('.');
  return new URL(`http://[${hex.match(/.{4}/g).join(':')}]`).hostname.slice(1, -1);
}

function stampUs(whole, fraction) {
  return Number(whole) * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
