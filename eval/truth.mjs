// The kernel's word on who owned which socket (truth.tsv of the lab), and which row of it a flow of the capture is.
// A tuple may have had several owners, one after the other, so time decides; where it does not, the flow has no truth.

import { readFileSync } from 'node:fs';
import { microseconds } from './analysed.mjs';

/** Both sides are dated by the same kernel, a few µs apart on the way from one hook to the other. */
const TOLERANCE_US = 50_000;

export function readTruth(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const row = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    return {
      tuple: `${row.transport} ${row.local_ip}:${row.local_port} ${row.remote_ip}:${row.remote_port}`,
      destination: `${row.transport} ${row.remote_ip}:${row.remote_port}`,
      firstUs: microseconds(row.first),
      lastUs: microseconds(row.last),
      uid: Number(row.uid),
      program: row.program,
    };
  });
}

/** The truth's row of a flow that began and ended at the given times, or undefined: no row, or rows of several UIDs that fit alike. */
export function truthOf({ orig, resp, transport }, startUs, endUs, rows) {
  const [one, other] = [orig, resp].map(({ ip, port }) => `${ip}:${port}`);
  const tuples = [`${transport} ${one} ${other}`, `${transport} ${other} ${one}`];
  const overlapUs = ({ firstUs, lastUs }) => Math.min(endUs, lastUs) - Math.max(startUs, firstUs);
  const fitting = rows
    .filter((row) => tuples.includes(row.tuple) && overlapUs(row) >= -TOLERANCE_US)
    .sort((a, b) => overlapUs(b) - overlapUs(a));
  const [best, next] = fitting;
  const isTorn = next !== undefined && next.uid !== best.uid && overlapUs(best) - overlapUs(next) <= TOLERANCE_US;
  return isTorn ? undefined : best;
}
