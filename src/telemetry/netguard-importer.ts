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

/** A header makes the rest of a file a table; without one its lines are logcat's. */
function readNetguard(context: ImportContext): LineReader {
  const logcat = new LogcatAnswers(context);
  let table: TableRows | undefined;
  return {
    line(text, number) {
      if (text.trim() === '' || text.startsWith('---------')) return undefined;
      if (isHeader(text)) {
        table ??= new TableRows(context);
        table.readHeader(splitCsvLine(text) ?? []);
        return undefined;
      }
      return table === undefined ? logcat.line(text, number) : table.line(text, number);
    },
  };
}

/** The table `log` as CSV. */
class TableRows implements LineReader {
  readonly #context: ImportContext;
  #columns: ReadonlyMap<string, number> = new Map();
  #isScreenOn: boolean | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  /** It may come again, where files were joined. */
  readHeader(names: readonly string[]): void {
    this.#columns = new Map(names.map((name, i) => [name.trim().toLowerCase(), i]));
  }

  line(text: string, number: number): Rejection | undefined {
    const cells = splitCsvLine(text);
    if (cells === undefined) return 'has a quoted CSV field that is not closed on its line';
    const value = (name: string): string => cells[this.#columns.get(name) ?? -1]?.trim() ?? '';
    const time = readTimestamp(value('time'), this.#context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    this.#seeScreen(value('interactive'), time.us, number);
    const transport = TRANSPORT_NAMES.get(value('protocol'));
    const remoteIp = canonicalIp(value('daddr'));
    if (transport === undefined) return undefined;
    if (remoteIp === undefined) return 'has a remote address that cannot be read';
    this.#context.emit({
      action: 'packet',
      dataset: 'netguard.log',
      line: number,
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

  #seeScreen(interactive: string, timeUs: number, line: number): void {
    if (interactive !== '0' && interactive !== '1') return;
    const isOn = interactive === '1';
    if (isOn === this.#isScreenOn) return;
    this.#isScreenOn = isOn;
    this.#context.emit({ action: isOn ? 'screen_on' : 'screen_off', dataset: 'netguard.log', line, timeUs });
  }
}

/** Lines of logcat: a question about two endpoints, then the answer, the UID, from the same process. */
class LogcatAnswers implements LineReader {
  readonly #context: ImportContext;
  readonly #clock: LogcatClock;
  /** By process: the question that its next answer answers. */
  readonly #asked = new Map<number, { local: string; remote: string }>();

  constructor(context: ImportContext) {
    const { deviceTz, nearUs, onRepeated } = context;
    this.#context = context;
    this.#clock = { deviceTz, nearUs, onRepeated, bootUs: undefined };
  }

  line(text: string, number: number): Rejection | undefined {
    const parsed = parseLogcatLine(text, this.#clock);
    if (parsed === undefined) return 'is no line of logcat';
    if ('reason' in parsed) return parsed.naive ? { naive: true, reason: parsed.reason } : parsed.reason;
    const said = parsed.tag === 'NetGuard.Service' ? GET_UID.exec(parsed.message) : null;
    if (said === null) return undefined;
    const [, local, remote, uid] = said;
    if (local === undefined) return this.#answer(parsed, uid, number);
    this.#asked.set(parsed.pid, { local, remote });
    return undefined;
  }

  #answer({ pid, timeUs }: LogcatLine, uid: string, line: number): Rejection | undefined {
    const question = this.#asked.get(pid);
    if (question === undefined) return 'answers a question that the log does not hold';
    this.#asked.delete(pid);
    const local = endpoint(question.local);
    const remote = endpoint(question.remote);
    if (local === undefined || remote === undefined) return 'answers about an endpoint that cannot be read';
    // The line names no transport.
    for (const transport of ['tcp', 'udp'] as const)
      this.#context.emit({
        action: 'socket_open',
        dataset: 'netguard.logcat',
        line,
        timeUs,
        transport,
        localIp: local.ip,
        localPort: local.port,
        remoteIp: remote.ip,
        remotePort: remote.port,
        uid: parseUid(uid),
        vantage: 'tun',
      });
    return undefined;
  }
}

/** `/10.1.10.1:40001`; IPv6 addresses hold colons, too. */
function endpoint(text: string): { ip: string; port: number } | undefined {
  const colon = text.lastIndexOf(':');
  const ip = canonicalIp(text.slice(0, colon));
  const port = Number(text.slice(colon + 1));
  return ip === undefined || !Number.isInteger(port) ? undefined : { ip, port };
}
