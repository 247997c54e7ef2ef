// Zeek's conn.log baselines against our flows: who began, history, packets, IP bytes, payload bytes in sequence, missed bytes.
// Zeek's differences that are by design: it drops packets with bad checksums (C in its history), which a capture on the sending host has for
// nothing but offload; it counts an IP length of 0 (offload) as 0; it begins a new connection with data after a RST; it has no history of ICMP.
// A baseline none of whose connections is in the capture belongs to another capture of the same Zeek test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { historyText } from '../../src/flows/tcp-history.ts';
import { transportName } from '../../src/flows/transport-name.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, manifestRows, needsCorpora } from '../support/corpora.ts';

interface Connection {
  name: string;
  ends: string;
  start: number;
  history: string;
  numbers: Record<string, number>;
}

interface Flow {
  ends: string;
  start: number;
  history: string;
  numbers: Record<string, number>;
}

/** Baselines of runs with other settings than Zeek's defaults, or of a script that turns connections round. */
const OTHER_SETTINGS = ['core.history-flip', 'ntp.misordered-ntp', 'checksums_ignore_nets'];
/** What stands behind the tunnel or link layer of these is left closed. */
const LEFT_CLOSED = /tunnels|erspan|cisco-fabric|mpls|pppoe|pbb|radiotap|vxlan/;
const AFTER_RST = 'zeek/modbus/modbus-and-non-modbus-p502.pcap';
const NO_IP_LENGTH = 'zeek/ldap/missing_ldap_logs.pcapng';

const pairs: { connection: Connection; flow: Flow }[] = [];
const unmatched: string[] = [];

describe.skipIf(corporaFolder === undefined)(needsCorpora('Zeek connections'), () => {
  beforeAll(async () => {
    for (const row of manifestRows() as unknown as { path: string; ground_truth: string }[]) {
      const logs = row.ground_truth.split(';').filter((file) => /\/conn[^/]*\.log$/.test(file));
      if (logs.length === 0 || row.path === AFTER_RST) continue;
      const flows = await readFlows(join(corporaFolder as string, row.path));
      const connections = logs
        .filter((log) => !OTHER_SETTINGS.some((name) => log.includes(name)))
        .map((log) => readConnections(row.path, log))
        .filter((list) => list.some(({ ends }) => flows.some((flow) => sameEnds(flow.ends, ends))));
      for (const connection of connections.flat()) {
        const candidates = flows.filter(({ ends }) => sameEnds(ends, connection.ends));
        candidates.sort((a, b) => Math.abs(a.start - connection.start) - Math.abs(b.start - connection.start));
        const [flow] = candidates;
        if (flow !== undefined) pairs.push({ connection, flow });
        else if (!LEFT_CLOSED.test(row.path)) unmatched.push(connection.name);
      }
    }
  }, 60_000);

  it('have a flow each', () => {
    expect(unmatched).toEqual([]);
    expect(pairs.length).toBeGreaterThan(150);
  });

  it('begin with the same packet and the same originator', () => {
    const faults = pairs.filter(
      ({ connection, flow }) => flow.ends !== connection.ends || Math.abs(flow.start - connection.start) > 1e-5,
    );
    expect(faults.map(({ connection }) => connection.name)).toEqual([]);
  });

  it('have the same history', () => {
    const compared = pairs.filter(({ connection }) => !connection.name.endsWith('icmp'));
    const faults = compared.filter(({ connection, flow }) => connection.history !== flow.history);
    expect(faults.map(({ connection, flow }) => [connection.name, connection.history, flow.history])).toEqual([]);
    const histories = new Set(compared.map(({ connection }) => connection.history));
    expect(histories.size).toBeGreaterThan(15);
  });

  it.each(['orig_pkts', 'resp_pkts', 'orig_ip_bytes', 'resp_ip_bytes', 'orig_bytes', 'resp_bytes', 'missed_bytes'])(
    'have the same %s',
    (name) => {
      const compared = pairs.filter(
        ({ connection }) =>
          connection.numbers[name] !== undefined &&
          !(name.endsWith('ip_bytes') && connection.name.startsWith(NO_IP_LENGTH)) &&
          !(LEFT_CLOSED.test(connection.name) && connection.name.startsWith('zeek/cisco')),
      );
      const faults = compared.filter(({ connection, flow }) => connection.numbers[name] !== flow.numbers[name]);
      expect(
        faults.map(({ connection, flow }) => [connection.name, connection.numbers[name], flow.numbers[name]]),
      ).toEqual([]);
      expect(compared.length).toBeGreaterThan(100);
    },
  );
});

function sameEnds(a: string, b: string): boolean {
  const [protocol, from, to] = a.split(' ');
  return a === b || b === `${protocol} ${to} ${from}`;
}

async function readFlows(path: string): Promise<Flow[]> {
  const flows: Flow[] = [];
  await captureFlows(path, ({ flow, meter, row, origIp, respIp }) => {
    const isTcp = flow.protocol === 6;
    const { orig, resp } = flow;
    flows.push({
      ends: `${protocolName(flow.protocol)} ${origIp}:${flow.origPort} ${respIp}:${flow.respPort}`,
      start: flow.startUs / 1e6,
      history: historyText(meter.table.columns, row),
      numbers: {
        orig_pkts: orig.packets,
        resp_pkts: resp.packets,
        orig_ip_bytes: orig.bytes,
        resp_ip_bytes: resp.bytes,
        orig_bytes: isTcp ? orig.streamBytes + orig.missedBytes : orig.payloadBytes,
        resp_bytes: isTcp ? resp.streamBytes + resp.missedBytes : resp.payloadBytes,
        missed_bytes: isTcp ? orig.missedBytes + resp.missedBytes : 0,
      },
    });
  });
  return flows;
}

/** Zeek has one name for both. */
function protocolName(protocol: number): string {
  return transportName(protocol).replace('ipv6-icmp', 'icmp');
}

function readConnections(path: string, log: string): Connection[] {
  const lines = readFileSync(join(corporaFolder as string, log), 'utf8').split('\n');
  const fields =
    lines
      .find((line) => line.startsWith('#fields\t'))
      ?.split('\t')
      .slice(1) ?? [];
  if (!fields.includes('history') || !fields.includes('id.orig_h')) return [];
  return lines.flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    const cells = line.split('\t');
    const cell = (name: string) => cells[fields.indexOf(name)] ?? '-';
    // C: packets were dropped because of their checksum. H: Zeek ran bare, and knew no server ports by which to turn a connection round.
    if (cell('proto') === 'unknown_transport' || /c|^H$/i.test(cell('history'))) return [];
    const ends = `${cell('proto')} ${cell('id.orig_h')}:${cell('id.orig_p')} ${cell('id.resp_h')}:${cell('id.resp_p')}`;
    const names = [
      'orig_pkts',
      'resp_pkts',
      'orig_ip_bytes',
      'resp_ip_bytes',
      'orig_bytes',
      'resp_bytes',
      'missed_bytes',
    ];
    const numbers = names.flatMap((name) => (cell(name) === '-' ? [] : [[name, Number(cell(name))] as const]));
    return [
      {
        name: `${path} ${ends} ${cell('proto')}`,
        ends,
        start: Number(cell('ts')),
        history: cell('history') === '-' ? '' : cell('history'),
        numbers: Object.fromEntries(numbers),
      },
    ];
  });
}
