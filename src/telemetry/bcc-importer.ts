// tcplife, tcpconnect and tcpaccept of the bcc tools, libbpf-tools and bpftrace. Connections with their process id; tcpconnect -U also with the UID. Their
// times count from the first event, or name no day, so a line `### EPOCH` before the header says when that was. tcplife prints what closes.

import { type BccHeader, bccCells, bccHeader } from './bcc-row.ts';
import { canonicalIp } from './canonical-ip.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { SnapshotTime } from './snapshot-time.ts';
import { timeOfDayUs } from './time-of-day.ts';
import { parseUid } from './uid.ts';

export const bccImporter = {
  format: 'bcc',
  summary:
    'tcpconnect -tUL, tcplife -st and tcpaccept -t of bcc and libbpf-tools: TCP connections with process id, the first with UID.',
  yields: ['socket owners'],
  source: '(echo "### $(date +%s.%N)"; tcpconnect -tUL)',
  sniff: (firstLines) => (firstLines.some((line) => bccHeader(line) !== undefined || COUNTS.test(line)) ? 0.93 : 0),
  open: (context) => readBcc(context),
} as const satisfies Importer;

const MAX_LINE = 1024;
/** What the tools say between their rows. */
const GREETING = /^(?:Tracing [\w .]{1,40}Hit Ctrl-C to end\.?|Attaching \d{1,6} probes?\.\.\.|\^C)\s*$/;
const LOST = /^(?:possibly )?lost (\d{1,15}) (?:samples|events)\b/i;

/** tcpconnect -c: how often, and neither when nor by whom. */
const COUNTS = /^LADDR\s+RADDR\s+(?:LPORT\s+)?RPORT\s+CONNECTS\s*$/;

function readBcc(context: ImportContext): LineReader {
  const time = new SnapshotTime(context);
  let header: BccHeader | undefined;
  let isCounts = false;
  /** Of the latest row with a time of day. */
  let lastUs: number | undefined;
  return {
    line(text, number) {
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (text.trim() === '' || GREETING.test(text)) return undefined;
      const mark = time.read(text);
      if (mark === true) lastUs = undefined;
      if (mark !== false) return mark === true ? undefined : mark;
      const lost = LOST.exec(text);
      if (lost !== null) {
        context.gap({ cause: `says itself that it lost ${lost[1]} ${lost[1] === '1' ? 'event' : 'events'}` });
        return undefined;
      }
      const found = bccHeader(text);
      if (found !== undefined || COUNTS.test(text)) {
        header = found;
        isCounts = found === undefined;
        return undefined;
      }
      if (isCounts) return 'counts connections and says neither when they were nor whose: run without -c';
      return header === undefined ? 'comes before the header' : readRow(text, header, number);
    },
  };

  function readRow(text: string, columns: BccHeader, line: number): Rejection | undefined {
    const cells = bccCells(text, columns);
    if (typeof cells === 'string') return cells;
    const { names } = columns;
    const value = (...candidates: string[]): string | undefined =>
      candidates.map((name) => cells[names.indexOf(name)]).find((cell) => cell !== undefined);
    const atUs = timeOf(value('TIME(s)'), value('TIME'));
    if (typeof atUs !== 'number') return atUs;
    const localIp = canonicalIp(value('SADDR', 'LADDR') ?? '');
    const remoteIp = canonicalIp(value('DADDR', 'RADDR') ?? '');
    const remotePort = Number(value('DPORT', 'RPORT'));
    if (localIp === undefined || remoteIp === undefined || !Number.isInteger(remotePort))
      return 'has an endpoint that cannot be read';
    const lifeMs = Number(value('MS') ?? Number.NaN);
    const isLife = Number.isFinite(lifeMs);
    const localPort = Number(value('LPORT', 'SPORT') ?? 0);
    const uidText = value('UID');
    context.emit({
      action: isLife || localPort !== 0 ? 'socket_open' : 'connect',
      dataset: isLife ? 'bcc.tcplife' : names.includes('DADDR') ? 'bcc.tcpconnect' : 'bcc.tcpaccept',
      line,
      timeUs: isLife ? atUs - lifeMs * 1000 : atUs,
      ...(isLife ? { startUs: atUs - lifeMs * 1000, endUs: atUs } : {}),
      transport: 'tcp',
      localIp,
      localPort,
      remoteIp,
      remotePort,
      uid: uidText === undefined ? undefined : parseUid(uidText),
      pid: Number(value('PID')) || undefined,
      vantage: 'socket',
    });
    return undefined;
  }

  /** libbpf's tcplife calls TIME(s) what is a time of day. */
  function timeOf(sinceFirst: string | undefined, clock: string | undefined): number | Rejection {
    const seconds = Number(sinceFirst ?? Number.NaN);
    // tcplife -tT has both: a time of day needs the day alone.
    if (Number.isFinite(seconds) && (clock === undefined || time.us !== undefined))
      return time.us === undefined
        ? 'counts from the first event: let a line "### EPOCH" precede the header'
        : time.us + seconds * 1e6;
    const text = clock ?? sinceFirst;
    if (text === undefined) return 'has no time: run with -t';
    const nearUs = lastUs ?? time.us ?? context.nearUs;
    if (nearUs === undefined) return 'names no day: let a line "### EPOCH" precede the header';
    if (context.deviceTz === undefined)
      return { naive: true, reason: "time has no zone: run with -t, or give the device's zone with --device-tz" };
    const us = timeOfDayUs(text, context.deviceTz, nearUs, context.onRepeated);
    if (us === undefined) return `has a time that cannot be read: ${JSON.stringify(text.slice(0, 32))}`;
    lastUs = us;
    return us;
  }
}
