// tcplife, tcpconnect and tcpaccept of the bcc tools and of libbpf-tools. Connections with their process id; tcpconnect -U also with the UID. Their
// times count from the first event, or name no day, so a line `### EPOCH` before the header says when that was. tcplife prints what closes.

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
  sniff: (firstLines) => (firstLines.some((line) => headerOf(line) !== undefined) ? 0.93 : 0),
  open: (context) => readBcc(context),
} as const satisfies Importer;

const MAX_LINE = 1024;
// SPORT: tcpconnect -s of libbpf-tools. QUERY: tcpconnect -d.
const COLUMNS = new Set(
  'TIME TIME(s) UID PID COMM IP SADDR LADDR LPORT SPORT DADDR RADDR DPORT RPORT QUERY TX_KB RX_KB MS'.split(' '),
);
/** What the tools say between their rows. */
const GREETING = /^(?:Tracing connect \.\.\. Hit Ctrl-C to end\s*|\^C)$/;
const LOST = /^(?:possibly )?lost (\d{1,15}) (?:samples|events)\b/i;

interface Header {
  readonly names: readonly string[];
  readonly separator: string | RegExp;
}

/** Undefined where the line is no header of these tools. */
function headerOf(line: string): Header | undefined {
  const separator = line.includes(',') ? ',' : /\s+/;
  const names = line.trim().split(separator);
  const isHeader =
    names.includes('PID') && names.includes('COMM') && (names.includes('DADDR') || names.includes('RADDR'));
  return isHeader && names.every((name) => COLUMNS.has(name)) ? { names, separator } : undefined;
}

function readBcc(context: ImportContext): LineReader {
  const time = new SnapshotTime(context);
  let header: Header | undefined;
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
      const found = headerOf(text);
      if (found !== undefined) {
        header = found;
        return undefined;
      }
      return header === undefined ? 'comes before the header' : readRow(text, header, number);
    },
  };

  function readRow(text: string, columns: Header, line: number): Rejection | undefined {
    const cells = cellsOf(text, columns);
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
    if (Number.isFinite(seconds))
      return time.us === undefined
        ? 'counts from the first event: let a line "### EPOCH" precede the header'
        : time.us + seconds * 1e6;
    const text = sinceFirst ?? clock;
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

/**
 * A cell for each name, or why there is none. Names of Android's threads have spaces (`Signal Catcher`, `OkHttp www.a.b`), and may have commas.
 * QUERY is the rest of the line (`a.example (123.4ms)`, `No DNS Query`), or nothing.
 */
function cellsOf(text: string, { names, separator }: Header): string[] | string {
  const cells = text.trim().split(separator);
  const comm = names.indexOf('COMM');
  const hasQuery = names[names.length - 1] === 'QUERY';
  const fixed = names.length - (hasQuery ? 1 : 0);
  for (let more = 0; more <= cells.length - fixed; more++) {
    if (!isNameEnd(cells, comm + more + 1, names[comm + 1] === 'IP') && cells.length !== names.length) continue;
    const name = cells.slice(comm, comm + more + 1).join(separator === ',' ? ',' : ' ');
    const joined = [...cells.slice(0, comm), name, ...cells.slice(comm + more + 1)];
    if (hasQuery) return [...joined.slice(0, fixed), joined.slice(fixed).join(' ')];
    if (joined.length === names.length) return joined;
  }
  return `has ${cells.length} fields, the header ${names.length}`;
}

/** Behind a thread's name stands an address, or the version of IP and an address. */
function isNameEnd(cells: readonly string[], at: number, hasVersion: boolean): boolean {
  const isVersion = cells[at] === '4' || cells[at] === '6';
  return (!hasVersion || isVersion) && canonicalIp(cells[hasVersion ? at + 1 : at] ?? '') !== undefined;
}
