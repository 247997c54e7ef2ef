// NetGuard: its table `log` as CSV, or its lines in logcat (`Get uid local=… remote=…`, then `Get uid=N` of the same thread). Addresses are those
// inside its VPN; `interactive` in the table says whether the screen was on.

import { canonicalIp } from './canonical-ip.ts';
import { EvidenceArea } from './coverage-record.ts';
import { splitCsvLine } from './csv-line.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { type LogcatClock, type LogcatLine, parseLogcatLine } from './logcat-line.ts';
import { readTimestamp } from './timestamp.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';
import { parseUid } from './uid.ts';

export const netguardImporter = {
  format: 'netguard',
  summary: "NetGuard's table log as CSV, or its lines in logcat: both endpoints and the UID.",
  yields: ['socket owners', 'app states'],
  sights: [
    { area: EvidenceArea.backgroundExecution, always: false, scope: 'device', blindTo: ['everything but the screen'] },
  ],
  source: 'sqlite3 -header -csv Netguard "SELECT * FROM log"; or adb logcat -v epoch NetGuard.Service:I',
  sniff: (firstLines) =>
    firstLines.some(isHeader)
      ? 0.97
      : firstLines.some((line) => line.includes('NetGuard.Service') && GET_UID.test(line))
        ? 0.95
        : 0,
  open: (context) => readNetguard(context),
} as const satisfies Importer;

const NEEDED = ['time', 'protocol', 'saddr', 'sport', 'daddr', 'dport', 'uid'];
const GET_UID = /\bGet uid(?: local=(\S+) remote=(\S+)|=(-?\d+))/;

function isHeader(line: string): boolean {
  const names = line
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^"|"$/g, ''));
  return NEEDED.every((name) => names.includes(name));
}

function readNetguard(context: ImportContext): LineReader {
  const { deviceTz, nearUs, onRepeated } = context;
  const clock: LogcatClock = { deviceTz, nearUs, onRepeated, bootUs: undefined };
  let header: Map<string, number> | undefined;
  let isScreenOn: boolean | undefined;
  /** The question that the next answer of the process answers. */
  const asked = new Map<number, { local: string; remote: string }>();
  return {
    line(text, number) {
      if (text.trim() === '' || text.startsWith('---------')) return undefined;
      if (isHeader(text)) {
        header = new Map((splitCsvLine(text) ?? []).map((name, i) => [name.trim().toLowerCase(), i]));
        return undefined;
      }
      if (header !== undefined) {
        const cells = splitCsvLine(text);
        return cells === undefined
          ? 'has a quoted CSV field that is not closed on its line'
          : readRow(cells, header, number);
      }
      const parsed = parseLogcatLine(text, clock);
      if (parsed === undefined) return 'is no line of logcat';
      if ('reason' in parsed) return parsed.naive ? { naive: true, reason: parsed.reason } : parsed.reason;
      return parsed.tag === 'NetGuard.Service' ? readLine(parsed, number) : undefined;
    },
  };

  function readLine(line: LogcatLine, number: number): Rejection | undefined {
    const match = GET_UID.exec(line.message);
    if (match === null) return undefined;
    if (match[1] !== undefined) {
      asked.set(line.pid, { local: match[1], remote: match[2] });
      return undefined;
    }
    const question = asked.get(line.pid);
    if (question === undefined) return 'answers a question that the log does not hold';
    asked.delete(line.pid);
    const local = endpoint(question.local);
    const remote = endpoint(question.remote);
    if (local === undefined || remote === undefined) return 'answers about an endpoint that cannot be read';
    for (const transport of ['tcp', 'udp'] as const)
      context.emit({
        action: 'socket_open',
        dataset: 'netguard.logcat',
        line: number,
        timeUs: line.timeUs,
        transport,
        localIp: local.ip,
        localPort: local.port,
        remoteIp: remote.ip,
        remotePort: remote.port,
        uid: parseUid(match[3]),
        vantage: 'tun',
      });
    return undefined;
  }

  function readRow(
    cells: readonly string[],
    columns: ReadonlyMap<string, number>,
    line: number,
  ): Rejection | undefined {
    const value = (name: string): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
    const time = readTimestamp(value('time'), context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    seeScreen(value('interactive'), time.us, line);
    const transport = TRANSPORT_NAMES.get(value('protocol'));
    const remoteIp = canonicalIp(value('daddr'));
    if (transport === undefined) return undefined;
    if (remoteIp === undefined) return 'has a remote address that cannot be read';
    context.emit({
      action: 'packet',
      dataset: 'netguard.log',
      line,
      timeUs: time.us,
      transport,
      localIp: canonicalIp(value('saddr')),
      localPort: Number(value('sport')) || undefined,
      remoteIp,
      remotePort: Number(value('dport')) || undefined,
      domain: value('dname') === '' ? undefined : value('dname'),
      uid: parseUid(value('uid')),
      vantage: 'tun',
    });
    return undefined;
  }

  function seeScreen(interactive: string, timeUs: number, line: number): void {
    if (interactive !== '0' && interactive !== '1') return;
    const isOn = interactive === '1';
    if (isOn === isScreenOn) return;
    isScreenOn = isOn;
    context.emit({ action: isOn ? 'screen_on' : 'screen_off', dataset: 'netguard.log', line, timeUs });
  }
}

/** `/10.1.10.1:40001`; IPv6 addresses hold colons, too. */
function endpoint(text: string): { ip: string; port: number } | undefined {
  const colon = text.lastIndexOf(':');
  const ip = canonicalIp(text.slice(0, colon));
  const port = Number(text.slice(colon + 1));
  return ip === undefined || !Number.isInteger(port) ? undefined : { ip, port };
}
