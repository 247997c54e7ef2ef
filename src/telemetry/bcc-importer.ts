// tcplife and tcpconnect of the bcc tools. Connections with their process id; tcpconnect -U also with the UID. Their times count from the first
// event, so a line `### EPOCH` before the header says when that was. tcplife prints a connection when it closes.

import { canonicalIp } from './canonical-ip.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { SnapshotTime } from './snapshot-time.ts';
import { parseUid } from './uid.ts';

export const bccImporter = {
  format: 'bcc',
  summary: 'tcpconnect -tUL and tcplife -st of bcc: TCP connections with process id, the former with UID.',
  yields: ['socket owners'],
  source: '(echo "### $(date +%s.%N)"; tcpconnect -tUL)',
  sniff: (firstLines) => (firstLines.some((line) => headerOf(line) !== undefined) ? 0.93 : 0),
  open: (context) => readBcc(context),
} as const satisfies Importer;

const MAX_LINE = 1024;
const COLUMNS = new Set(
  'TIME TIME(s) UID PID COMM IP SADDR LADDR LPORT DADDR RADDR DPORT RPORT TX_KB RX_KB MS'.split(' '),
);

/** Names of the columns; undefined where the line is no header of either tool. */
function headerOf(line: string): string[] | undefined {
  const names = line.trim().split(line.includes(',') ? ',' : /\s+/);
  const isHeader =
    names.includes('PID') && names.includes('COMM') && (names.includes('DADDR') || names.includes('RADDR'));
  return isHeader && names.every((name) => COLUMNS.has(name)) ? names : undefined;
}

function readBcc(context: ImportContext): LineReader {
  const time = new SnapshotTime(context);
  let header: string[] | undefined;
  return {
    line(text, number) {
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (text.trim() === '') return undefined;
      const mark = time.read(text);
      if (mark === true) return undefined;
      if (mark !== false) return mark;
      const found = headerOf(text);
      if (found !== undefined) {
        header = found;
        return undefined;
      }
      return header === undefined ? 'comes before the header' : readRow(text, header, number);
    },
  };

  function readRow(text: string, names: readonly string[], line: number): Rejection | undefined {
    const cells = withSpacedName(text.includes(',') ? text.trim().split(',') : text.trim().split(/\s+/), names);
    if (cells.length !== names.length) return `has ${cells.length} fields, the header ${names.length}`;
    const value = (...candidates: string[]): string | undefined =>
      candidates.map((name) => cells[names.indexOf(name)]).find((cell) => cell !== undefined);
    const seconds = Number(value('TIME(s)') ?? Number.NaN);
    if (!Number.isFinite(seconds)) return 'has no TIME(s): run with -t';
    if (time.us === undefined) return 'counts from the first event: let a line "### EPOCH" precede the header';
    const localIp = canonicalIp(value('SADDR', 'LADDR') ?? '');
    const remoteIp = canonicalIp(value('DADDR', 'RADDR') ?? '');
    const remotePort = Number(value('DPORT', 'RPORT'));
    if (localIp === undefined || remoteIp === undefined || !Number.isInteger(remotePort))
      return 'has an endpoint that cannot be read';
    const lifeMs = Number(value('MS') ?? Number.NaN);
    const atUs = time.us + seconds * 1e6;
    const isLife = Number.isFinite(lifeMs);
    const localPort = Number(value('LPORT') ?? 0);
    const uidText = value('UID');
    context.emit({
      action: isLife || localPort !== 0 ? 'socket_open' : 'connect',
      dataset: isLife ? 'bcc.tcplife' : 'bcc.tcpconnect',
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
}

/** Names of Android's threads have spaces (`Signal Catcher`, `OkHttp www.a.b`), and may have commas: what is too much belongs to COMM. */
function withSpacedName(cells: string[], names: readonly string[]): string[] {
  const more = cells.length - names.length;
  const at = names.indexOf('COMM');
  // Behind it stands the version of IP, or an address.
  const behind = cells[at + more + 1] ?? '';
  if (more <= 0 || at < 0 || !(behind === '4' || behind === '6' || canonicalIp(behind) !== undefined)) return cells;
  return [...cells.slice(0, at), cells.slice(at, at + more + 1).join(' '), ...cells.slice(at + more + 1)];
}
