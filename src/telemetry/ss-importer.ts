// `ss -tunape` of iproute2, once or polled with `### EPOCH` lines. UID 0 is not printed, but then an inode is; rows without either say
// nothing of an owner. TCP details on lines of their own (without -O) are passed over.

import { canonicalIp } from './canonical-ip.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { SnapshotTime } from './snapshot-time.ts';
import type { SocketTransport } from './telemetry-event.ts';

export const ssImporter = {
  format: 'ss',
  summary: 'ss -tunape, once or polled: sockets with UID, inode, cookie, and processes where root asked.',
  yields: ['socket owners'],
  source: 'adb exec-out \'while :; do echo "### $(date +%s.%N)"; ss -tunapeO; sleep 0.5; done\'',
  sniff: (firstLines) => (firstLines.some((line) => HEADER.test(line)) ? 0.95 : 0),
  open: (context) => readSs(context),
} as const satisfies Importer;

/** The first column is missing where one family was asked for. */
const HEADER = /^(?:Netid\s+)?State\s+Recv-Q\s+Send-Q\s+Local Address:Port\s+Peer Address:Port/;
const MAX_LINE = 8192;

function readSs(context: ImportContext): LineReader {
  const time = new SnapshotTime(context);
  let hasNetid = true;
  return {
    line(text, number) {
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      const mark = time.read(text);
      if (mark === true) {
        if (time.us !== undefined) context.poll(time.us);
        return undefined;
      }
      if (mark !== false) return mark;
      if (text.trim() === '' || /^\s/.test(text)) return undefined;
      if (HEADER.test(text)) {
        hasNetid = text.startsWith('Netid');
        return undefined;
      }
      return readRow(text, number);
    },
  };

  function readRow(text: string, line: number): Rejection | undefined {
    const fields = text.split(/\s+/);
    const netid = hasNetid ? fields.shift() : 'tcp';
    const transport = TRANSPORTS.get(netid ?? '');
    if (transport === undefined) return undefined;
    const [state, received, sent, localText, remoteText, ...rest] = fields;
    if (remoteText === undefined || !/^\d+$/.test(received) || !/^\d+$/.test(sent)) return 'is no row of ss';
    const local = endpoint(localText);
    const remote = endpoint(remoteText);
    if (local === undefined || remote === undefined) return 'has an address that cannot be read';
    const tokens = new Map(rest.flatMap((token) => pairOf(token)));
    const inode = tokens.get('ino');
    const hasOwner = inode !== undefined && inode !== '0';
    const uidText = tokens.get('uid');
    if (uidText !== undefined && !/^\d{1,10}$/.test(uidText)) return 'has a UID that cannot be read';
    const uid = uidText !== undefined ? Number(uidText) : hasOwner ? 0 : undefined;
    const process = /users:\(\("([^"]{1,64})",pid=(\d+)/.exec(text);
    context.emit({
      action: 'socket_snapshot',
      dataset: 'ss',
      line,
      timeUs: time.us,
      transport,
      localIp: local.ip,
      localPort: local.port,
      remoteIp: remote.ip,
      remotePort: remote.port,
      state,
      uid,
      inode: hasOwner ? inode : undefined,
      cookie: tokens.get('sk'),
      ownerless: uid === undefined ? true : undefined,
      closed: state === 'TIME-WAIT' ? true : undefined,
      pid: process === null ? undefined : Number(process[2]),
      vantage: 'socket',
    });
    return undefined;
  }
}

const TRANSPORTS: ReadonlyMap<string, SocketTransport> = new Map([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
]);

function pairOf(token: string): [string, string][] {
  const colon = token.indexOf(':');
  return colon > 0 ? [[token.slice(0, colon), token.slice(colon + 1)]] : [];
}

/** `[::1]:53`, `10.0.2.15%wlan0:68`, `*:5353`, `0.0.0.0:*`. */
function endpoint(text: string): { ip: string; port: number } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = text.slice(colon + 1);
  const ip = canonicalIp(text.slice(0, colon).replace(/\]%.*$/, ']'));
  if (ip === undefined || !/^(?:\*|\d{1,5})$/.test(port)) return undefined;
  return { ip, port: port === '*' ? 0 : Number(port) };
}
