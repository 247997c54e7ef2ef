// PCAPdroid's CSV export of connections, every version since 1.3.0. Nothing in it is quoted: App and Info may hold commas, so a row is read
// from both ends and the middle split at the package name or the protocol name. Status is translated, times changed unit twice.

import { canonicalIp } from './canonical-ip.ts';
import { asciiDigits } from './decimal-digits.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import type { SocketObservation } from './telemetry-event.ts';
import { readTimestamp } from './timestamp.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';
import { parseUid } from './uid.ts';

export const pcapdroidCsvImporter = {
  format: 'pcapdroid-csv',
  summary:
    "PCAPdroid's CSV of connections, with and without PackageName and Malicious; commas in App and Info, non-ASCII digits, s/ms/ISO times.",
  yields: ['socket owners'],
  source: 'PCAPdroid, its export of the connections as CSV',
  sniff: (firstLines) => (firstLines.some((line) => HEADER.test(line.slice(0, 200))) ? 0.95 : 0),
  open: (context) => readPcapdroidCsv(context),
} as const satisfies Importer;

const HEADER = /^\s*IPProto,SrcIP,SrcPort,DstIP,DstPort,UID,App,/i;
const HEAD_FIELDS = 6;
const TAIL_FIELDS = 6;
const MAX_LINE = 16_384;

interface Layout {
  readonly packageColumn: boolean;
  readonly maliciousColumn: boolean;
}

interface Middle {
  readonly app: string;
  readonly packageName: string | undefined;
  readonly protocol: string;
  readonly info: string;
}

function readPcapdroidCsv(context: ImportContext): LineReader {
  let layout: Layout | undefined;
  return {
    line(text, number) {
      if (text.trim() === '') return undefined;
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      if (HEADER.test(text)) {
        const columns = text
          .toLowerCase()
          .split(',')
          .map((column) => column.trim());
        layout = { packageColumn: columns.includes('packagename'), maliciousColumn: columns.includes('malicious') };
        return undefined;
      }
      if (layout === undefined) return 'precedes the header IPProto,SrcIP,…';
      const row = readRow(text, number, layout, context);
      if (typeof row === 'string' || 'naive' in row) return row;
      context.emit(row);
      return undefined;
    },
  };
}

function readRow(text: string, line: number, layout: Layout, context: ImportContext): SocketObservation | Rejection {
  const cells = text.split(',');
  const tailFields = TAIL_FIELDS + (layout.maliciousColumn ? 1 : 0);
  const middleFields = layout.packageColumn ? 5 : 4;
  if (cells.length < HEAD_FIELDS + middleFields + tailFields)
    return `has ${cells.length} fields, at least ${HEAD_FIELDS + middleFields + tailFields} are needed`;
  const [protocol, sourceIp, sourcePort, destinationIp, destinationPort, uidText] = cells.map((cell) =>
    asciiDigits(cell).trim(),
  );
  const tail = cells.slice(cells.length - tailFields).map((cell) => asciiDigits(cell).trim());
  const transport = TRANSPORT_NAMES.get(protocol.toLowerCase());
  if (transport === undefined) return `IPProto ${quote(protocol)} is none of 1, 6, 17, 58`;
  const localIp = canonicalIp(sourceIp);
  const remoteIp = canonicalIp(destinationIp);
  if (localIp === undefined || remoteIp === undefined)
    return `${quote(localIp === undefined ? sourceIp : destinationIp)} is no IP address`;
  const localPort = portOf(sourcePort);
  const remotePort = portOf(destinationPort);
  if (localPort === undefined || remotePort === undefined)
    return `${quote(localPort === undefined ? sourcePort : destinationPort)} is no port`;
  const uid = parseUid(uidText);
  if (uid === undefined) return `UID ${quote(uidText)} is no UID`;
  const first = readTimestamp(tail[4], context);
  const last = readTimestamp(tail[5], context);
  if (!first.ok)
    return first.naive ? { naive: true, reason: `FirstSeen: ${first.reason}` } : `FirstSeen: ${first.reason}`;
  if (!last.ok) return `LastSeen: ${last.reason}`;
  const middle = splitMiddle(cells.slice(HEAD_FIELDS, cells.length - tailFields), layout.packageColumn);
  return {
    action: 'socket_open',
    dataset: 'pcapdroid.csv',
    line,
    device: undefined,
    timeUs: first.us,
    timeNs: first.ns,
    startUs: first.us,
    endUs: Math.max(first.us, last.us),
    transport,
    localIp,
    localPort,
    remoteIp,
    remotePort,
    domain: NAMES_DESTINATION.has(middle.protocol.toUpperCase()) && middle.info.includes('.') ? middle.info : undefined,
    uid,
    packages: middle.packageName === undefined ? undefined : [middle.packageName],
    label: middle.app === '' ? undefined : middle.app,
    counters: {
      sentBytes: count(tail[0]),
      receivedBytes: count(tail[1]),
      sentPackets: count(tail[2]),
      receivedPackets: count(tail[3]),
    },
    vantage: 'tun',
  };
}

/** `App[,PackageName],Proto,Status,Info` where App and Info may hold commas. */
function splitMiddle(cells: readonly string[], packageColumn: boolean): Middle {
  const at = packageColumn ? packageCell(cells) : protocolCell(cells, 1) - 1;
  const appCells = packageColumn ? at : at + 1;
  return {
    app: cells.slice(0, appCells).join(',').trim(),
    packageName: packageColumn && PACKAGE.test(cells[at].trim()) ? cells[at].trim() : undefined,
    protocol: (cells[at + 1] ?? '').trim(),
    info: cells
      .slice(at + 3)
      .join(',')
      .trim(),
  };
}

/** The cell that is a package name; a protocol behind it settles a tie, for host names in Info look like packages too. */
function packageCell(cells: readonly string[]): number {
  let firstLike = 0;
  for (let i = 1; i <= cells.length - 4; i++) {
    if (!PACKAGE.test(cells[i].trim())) continue;
    if (PROTOCOLS.has(cells[i + 1].trim().toUpperCase())) return i;
    if (firstLike === 0) firstLike = i;
  }
  // System processes have names without a dot (netd, android): the protocol name is the only mark.
  return firstLike > 0 ? firstLike : protocolCell(cells, 2) - 1;
}

function protocolCell(cells: readonly string[], from: number): number {
  for (let i = from; i <= cells.length - 3; i++) if (PROTOCOLS.has(cells[i].trim().toUpperCase())) return i;
  return from;
}

const PACKAGE = /^[A-Za-z]\w*(?:\.\w+)+$/;
const PROTOCOLS: ReadonlySet<string> = new Set(
  (
    'TLS SSL HTTP HTTPS HTTP/2 HTTP2 DNS DOH DOT MDNS QUIC SSH FTP SMTP SMTPS IMAP IMAPS POP3 NTP DHCP DHCPV6 ICMP ICMPV6 IGMP STUN RTP SIP ' +
    'MQTT WHATSAPP TELEGRAM TCP UDP UNKNOWN SSDP LLMNR NETBIOS WIREGUARD OPENVPN IPSEC TOR BITTORRENT DTLS RTSP XMPP WEBSOCKET'
  ).split(' '),
);
/** Protocols whose Info is the name of the destination. */
const NAMES_DESTINATION: ReadonlySet<string> = new Set(['TLS', 'HTTPS', 'DNS', 'QUIC', 'HTTP']);

function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

function count(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
