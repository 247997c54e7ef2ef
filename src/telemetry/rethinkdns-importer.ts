// RethinkDNS's table ConnectionTracker as CSV: connections with UID, package and the name that was asked for; no local port, so that a row
// matches by remote endpoint and time. Negative UIDs are unknown ones.

import { canonicalIp } from './canonical-ip.ts';
import { splitCsvLine } from './csv-line.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { readTimestamp } from './timestamp.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';
import { parseUid } from './uid.ts';

export const rethinkdnsImporter = {
  format: 'rethinkdns',
  summary: 'The table ConnectionTracker of RethinkDNS as CSV: UID, package, remote endpoint, name.',
  yields: ['socket owners'],
  source: 'sqlite3 -header -csv bravedns.db "SELECT * FROM ConnectionTracker"',
  sniff: (firstLines) => (firstLines.some(isHeader) ? 0.97 : 0),
  open: (context) => readRethink(context),
} as const satisfies Importer;

const NEEDED = ['uid', 'ipaddress', 'port', 'protocol', 'timestamp'];

function isHeader(line: string): boolean {
  const names = line.toLowerCase().split(',').map(unquoted);
  return names.includes('connid') && NEEDED.every((name) => names.includes(name));
}

function unquoted(text: string): string {
  return text.trim().replace(/^"|"$/g, '');
}

function readRethink(context: ImportContext): LineReader {
  let header: Map<string, number> | undefined;
  return {
    line(text, number) {
      if (text.trim() === '') return undefined;
      const cells = splitCsvLine(text);
      if (cells === undefined) return 'has a quoted CSV field that is not closed on its line';
      if (isHeader(text)) {
        header = new Map(cells.map((name, i) => [name.trim().toLowerCase(), i]));
        return undefined;
      }
      return header === undefined ? 'comes before the header' : readRow(cells, header, number);
    },
  };

  function readRow(
    cells: readonly string[],
    columns: ReadonlyMap<string, number>,
    line: number,
  ): Rejection | undefined {
    const value = (name: string): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
    const time = readTimestamp(value('timestamp'), context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    const remoteIp = canonicalIp(value('ipaddress'));
    const port = value('port');
    const remotePort = Number(port);
    if (remoteIp === undefined || !/^\d{1,5}$/.test(port) || remotePort > 65_535)
      return 'has a remote endpoint that cannot be read';
    const transport = TRANSPORT_NAMES.get(value('protocol'));
    if (transport === undefined) return undefined;
    const packageName = value('packagename');
    const name = value('dnsquery');
    context.emit({
      action: 'connect',
      dataset: 'rethinkdns',
      line,
      timeUs: time.us,
      transport,
      remoteIp,
      remotePort,
      uid: parseUid(value('uid')),
      packages: /^[A-Za-z]\w*(?:\.\w+)+$/.test(packageName) ? [packageName] : undefined,
      label: value('appname') === '' ? undefined : value('appname').slice(0, 128),
      domain: name === '' ? undefined : name.split(',')[0],
      vantage: 'tun',
    });
    return undefined;
  }
}
