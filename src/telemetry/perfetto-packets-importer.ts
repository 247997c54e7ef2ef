// Perfetto's table android_network_packets as CSV: UID, ports and direction of packets, no addresses, in ns since boot. A line
// `### EPOCH boot=SECONDS` before the header ties that clock to the epoch; without it nothing can be placed.

import { splitCsvLine } from './csv-line.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { readTimestamp } from './timestamp.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';
import { parseUid } from './uid.ts';

export const perfettoPacketsImporter = {
  format: 'perfetto-packets',
  summary: 'The table android_network_packets of a Perfetto trace as CSV: UID and ports of packets, no addresses.',
  yields: ['socket owners'],
  source:
    '(echo "### $(date +%s) boot=$(cut -d" " -f1 /proc/uptime)"; trace_processor -Q "SELECT * FROM android_network_packets" trace)',
  sniff: (firstLines) => (firstLines.some(isHeader) ? 0.95 : 0),
  open: (context) => readPackets(context),
} as const satisfies Importer;

function isHeader(line: string): boolean {
  return line.includes('socket_uid') && line.includes('local_port') && line.includes('packet_transport');
}

function readPackets(context: ImportContext): LineReader {
  let header: Map<string, number> | undefined;
  let bootUs: number | undefined;
  return {
    line(text, number) {
      if (text.trim() === '') return undefined;
      if (text.startsWith('###')) return readAnchor(text);
      const cells = splitCsvLine(text);
      if (cells === undefined) return 'has a quoted CSV field that is not closed on its line';
      if (isHeader(text)) {
        header = new Map(cells.map((name, i) => [name.trim(), i]));
        return undefined;
      }
      return header === undefined ? 'comes before the header' : readRow(cells, header, number);
    },
  };

  function readAnchor(text: string): Rejection | undefined {
    const anchor = /^###\s+(\S+)\s+boot=(\d+(?:\.\d+)?)/.exec(text);
    if (anchor === null) return 'lacks boot=SECONDS';
    const time = readTimestamp(anchor[1], context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    bootUs = time.us - Number(anchor[2]) * 1e6;
    return undefined;
  }

  function readRow(
    cells: readonly string[],
    columns: ReadonlyMap<string, number>,
    line: number,
  ): Rejection | undefined {
    const value = (name: string): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
    if (bootUs === undefined)
      return 'counts from the boot of the device: let a line "### EPOCH boot=SECONDS" precede the header';
    const ns = value('ts');
    if (!/^\d{1,19}$/.test(ns)) return 'has no ts in ns';
    const durationNs = /^\d{1,19}$/.test(value('dur')) ? Number(value('dur')) : 0;
    const transport = TRANSPORT_NAMES.get(
      value('packet_transport')
        .replace(/^IPPROTO_/, '')
        .toLowerCase(),
    );
    // NULL and empty cells: the trace does not know.
    const uid = parseUid(value('socket_uid'));
    if (transport === undefined || uid === undefined) return undefined;
    const startUs = bootUs + Number(ns) / 1000;
    context.emit({
      action: 'packet',
      dataset: 'perfetto.packets',
      line,
      timeUs: startUs,
      startUs,
      endUs: startUs + durationNs / 1000,
      transport,
      localPort: portOf(value('local_port')),
      remotePort: portOf(value('remote_port')),
      packets: Math.max(1, Math.trunc(Number(value('packet_count'))) || 1),
      uid,
      packages: value('package_name') === '' ? undefined : [value('package_name')],
      vantage: 'socket',
    });
    return undefined;
  }
}

/** 0: none, or none that can be. */
function portOf(text: string): number {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : 0;
}
