// ipfixprobe's own flow records of its test capture against our flows and features: counters (basic), first packets (pstats), NetTiSA.
// How its numbers are read here:
// – an ICMP payload there begins with the 8 bytes of the ICMP header, and all ICMP between two hosts is one flow;
// – its NetTiSA starts each series at 0, so that the first packet counts as a step, a switch and a gap of 0: Σ|x_i − mean before| and the
//   switches hold x_1, the smallest gap is always 0, and the mean gap is over n instead of n − 1;
// – its standard deviation, kurtosis and time distribution follow running means from that 0 on, and are not ours: they are not compared.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFeatureRow, featureIndex, measureFlow } from '../../src/features/feature-registry.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';

interface Flow {
  protocol: number;
  from: string;
  to: string;
  ports: [number, number];
  startUs: number;
  endUs: number;
  packets: [number, number];
  bytes: [number, number];
  first: number[];
  feature: (name: string) => number;
  count: number;
  firstLength: number;
}

type Row = Record<string, string>;

const ICMP_HEADER_BYTES = 8;
let flows: Flow[] = [];

describe.skipIf(corporaFolder === undefined)(needsCorpora('ipfixprobe flow records'), () => {
  beforeAll(async () => {
    flows = await readFlows(join(corporaFolder as string, 'ipfixprobe/mixed.pcap'));
  });

  it('count packets and bytes of the same flows', () => {
    const rows = readRows('basic');
    const compared = compare(rows, (row, flow) => {
      expect(flow.ports).toEqual(
        flow.protocol === 6 || flow.protocol === 17 ? [num(row, 'SRC_PORT'), num(row, 'DST_PORT')] : flow.ports,
      );
      expect(flow.packets).toEqual([num(row, 'PACKETS'), num(row, 'PACKETS_REV')]);
      expect(flow.bytes).toEqual([num(row, 'BYTES'), num(row, 'BYTES_REV')]);
      expect(flow.endUs).toBe(microseconds(row['TIME_LAST'] as string));
    });
    expect([rows.length, compared]).toEqual([48, 46]);
  });

  it('log the same first packets', () => {
    const compared = compare(readRows('pstats'), (row, flow) => {
      const lengths = list(row, 'PPI_PKT_LENGTHS');
      const directions = list(row, 'PPI_PKT_DIRECTIONS');
      const header = icmpHeader(flow);
      const expected = lengths.map((length, i) => (length - header) * (directions[i] as number)).filter((n) => n !== 0);
      expect(flow.first).toEqual(expected.slice(0, 20));
    });
    expect(compared).toBe(46);
  });

  it('measure the same series', () => {
    const compared = compare(readRows('nettisa'), (row, flow) => {
      const header = icmpHeader(flow);
      const n = flow.count;
      const near = (name: string, actual: number) => {
        const expected = num(row, name);
        // Their floats have 24 bits.
        expect(Math.abs(actual - expected), `${name}: ${actual}, ${expected} there`).toBeLessThanOrEqual(
          Math.max(1e-4, Math.abs(expected) * 1e-6),
        );
      };
      near('NTS_MEAN', flow.feature('mean') + header);
      expect(flow.feature('min') + header).toBe(num(row, 'NTS_MIN'));
      expect(flow.feature('max') + header).toBe(num(row, 'NTS_MAX'));
      near('NTS_MEAN_SCALED_TIME', flow.feature('mean_scaled_time_ms') * 1000);
      if (n < 2) return;
      if (header === 0) near('NTS_ROOT_MEAN_SQUARE', flow.feature('rms'));
      near('NTS_MEAN_DIFFTIMES', (flow.feature('mean_gap_ms') * 1000 * (n - 1)) / n);
      // A microsecond of theirs may be rounded.
      expect(Math.abs(flow.feature('max_gap_ms') * 1000 - num(row, 'NTS_MAX_DIFFTIMES'))).toBeLessThanOrEqual(1.5);
      near('NTS_AVERAGE_DISPERSION', flow.feature('average_dispersion') + (flow.firstLength + header) / n);
      near('NTS_SWITCHING_RATIO', (flow.feature('switching_share') * (n - 1) + 1) / n);
    });
    expect(compared).toBe(18);
  });
});

/** Calls `check` for each record that has a flow with the same ends and start; ICMP flows that it joined are passed over. */
function compare(rows: readonly Row[], check: (row: Row, flow: Flow) => void): number {
  let compared = 0;
  for (const row of rows) {
    const startUs = microseconds(row['TIME_FIRST'] as string);
    const protocol = num(row, 'PROTOCOL');
    const found = flows.filter((flow) => flow.protocol === protocol && flow.startUs === startUs);
    const flow = found.find(({ from, to }) => from === row['SRC_IP'] && to === row['DST_IP']);
    expect(flow, JSON.stringify(row)).toBeDefined();
    if (flow === undefined || (isIcmp(protocol) && flow.packets[0] !== num(row, 'PACKETS'))) continue;
    check(row, flow);
    compared += 1;
  }
  return compared;
}

async function readFlows(path: string): Promise<Flow[]> {
  const read: Flow[] = [];
  const features = createFeatureRow();
  await captureFlows(path, ({ flow, origIp, respIp, meter, row }) => {
    measureFlow(flow, features);
    const { numbers } = features;
    const values = numbers.slice();
    const { packets } = flow;
    const columns = meter.table.columns;
    read.push({
      protocol: flow.protocol,
      from: origIp,
      to: respIp,
      ports: [flow.origPort, flow.respPort],
      startUs: flow.startUs,
      endUs: flow.endUs,
      packets: [flow.orig.packets, flow.resp.packets],
      bytes: [flow.orig.bytes, flow.resp.bytes],
      first: Array.from({ length: packets.count }, (_, i) =>
        packets.fromOriginator[i] === 1 ? packets.payloadBytes[i] : -packets.payloadBytes[i],
      ),
      feature: (name) => values[featureIndex(`payload_series.${name}`)],
      count: columns.lengthCount[row],
      firstLength: packets.count === 0 ? 0 : packets.payloadBytes[0],
    });
  });
  return read;
}

function icmpHeader(flow: Flow): number {
  return isIcmp(flow.protocol) ? ICMP_HEADER_BYTES : 0;
}

function isIcmp(protocol: number): boolean {
  return protocol === IpProtocol.icmp || protocol === IpProtocol.icmpv6;
}

/** The line with the types names the fields. */
function readRows(file: string): Row[] {
  const lines = readFileSync(join(corporaFolder as string, 'ipfixprobe/gt/ipfixprobe', file), 'utf8')
    .trimEnd()
    .split('\n');
  const head = lines.find((line) => line.startsWith('ipaddr ')) as string;
  const names = head.split(',').map((field) => field.split(' ')[1] as string);
  return lines
    .filter((line) => line !== head)
    .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] as string, cell])));
}

function num(row: Row, name: string): number {
  if (row[name] === undefined) throw new Error(`no field ${name} among ${Object.keys(row).join(', ')}`);
  return Number(row[name]);
}

function list(row: Row, name: string): number[] {
  return (row[name] as string).slice(1, -1).split('|').map(Number);
}

function microseconds(text: string): number {
  const [seconds, fraction] = text.split('.') as [string, string];
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}
