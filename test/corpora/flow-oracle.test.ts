// Statistics of 11,113 5-tuples that were computed independently and without reassembly, against our prefixes and features.
// They are compared where both must see the same bytes: one flow of the tuple, at most 4,096 bytes in the direction, none of them
// retransmitted or missing; features, which measure less than a prefix holds, up to 2,048 bytes. The oracle counts captured bytes, takes a first fragment for the whole datagram, and reads lengths that a fuzzer
// wrote in its own way; its first length is that of the first packet with payload, which our packet log holds if it came among the first 20.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFeatureRow, featureIndex, measureFlow } from '../../src/features/feature-registry.ts';
import { MEASURED_BYTES, PACKET_LOG_CAP, PREFIX_BYTES } from '../../src/flows/finished-flow.ts';
import type { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { captureFlows, tuple } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';

interface Side {
  payloadBytes: number;
  missedBytes: number;
  /** Of the whole prefix, computed here. */
  prefixEntropy: number;
  entropy: number;
  printableShare: number;
  popcountZ: number;
  firstBytes: number;
  firstEntropy: number;
  comparable: boolean;
  fullLog: boolean;
}

interface Flow {
  first: string;
  sides: Map<string, Side>;
}

type Row = Record<string, string>;

const FUZZED = /fuzz-20|quic-fuzz-overflow/;
const FRAGMENTED = 'ndpi/dns_fragmented.pcap';

/** Rows with the one flow of their tuple. */
const pairs: { row: Row; flow: Flow }[] = [];
let rows = 0;
let split = 0;
const without: string[] = [];

describe.skipIf(corporaFolder === undefined)(needsCorpora('the flow oracle'), () => {
  beforeAll(async () => {
    for (const [pcap, list] of rowsByCapture()) {
      const flows = await readFlows(join(corporaFolder as string, pcap));
      for (const row of list) {
        rows += 1;
        const found = flows.get(keyOf(row)) ?? [];
        const [flow] = found;
        if (flow === undefined) without.push(pcap);
        else if (found.length > 1) split += 1;
        else pairs.push({ row, flow });
      }
    }
  }, 60_000);

  it('has a flow for every row, but for three whose headers a fuzzer broke', () => {
    expect(without.filter((pcap) => !FUZZED.test(pcap))).toEqual([]);
    expect(without.length).toBeLessThanOrEqual(3);
    // Tuples that were used by several connections, or split by an idle time.
    expect(split).toBeLessThan(250);
    expect(pairs.length).toBe(rows - split - without.length);
  });

  it('counts the same payload bytes', () => {
    const faults = pairs.filter(({ row, flow }) => {
      if (FUZZED.test(row['pcap'] as string) || row['pcap'] === FRAGMENTED) return false;
      const [up, down] = sidesOf(row, flow);
      if (up.missedBytes + down.missedBytes > 0) return false;
      return up.payloadBytes !== num(row, 'payload_bytes_c2s') || down.payloadBytes !== num(row, 'payload_bytes_s2c');
    });
    expect(faults.map(({ row }) => nameOf(row))).toEqual([]);
  });

  it('measures the same entropy and printable share of both directions', () => {
    let compared = 0;
    let measured = 0;
    const faults: unknown[] = [];
    for (const { row, flow } of pairs) {
      const sides = sidesOf(row, flow);
      for (const [side, name] of [
        [sides[0], 'c2s'],
        [sides[1], 's2c'],
      ] as const) {
        if (!side.comparable || side.payloadBytes !== num(row, `payload_bytes_${name}`)) continue;
        compared += 1;
        // Four decimals there; "-0.0000" is its way to say 0.
        const entropy = Math.abs(num(row, `H_${name}`));
        if (Math.abs(side.prefixEntropy - entropy) > 6e-5) faults.push([nameOf(row), side.prefixEntropy]);
        if (side.payloadBytes > MEASURED_BYTES) continue;
        measured += 1;
        if (Math.abs(side.entropy - entropy) > 6e-5) faults.push([nameOf(row), side.entropy]);
        if (Math.abs(side.printableShare - num(row, `printable_frac_${name}`)) > 6e-4)
          faults.push([nameOf(row), side.printableShare]);
      }
    }
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(8000);
    expect(measured).toBeGreaterThan(6000);
  });

  it('finds the same first payload of both directions', () => {
    let compared = 0;
    const faults: unknown[] = [];
    for (const { row, flow } of pairs) {
      const sides = sidesOf(row, flow);
      for (const [side, name] of [
        [sides[0], 'c2s'],
        [sides[1], 's2c'],
      ] as const) {
        if (!side.comparable || side.payloadBytes !== num(row, `payload_bytes_${name}`)) continue;
        if (side.firstBytes === 0 && side.fullLog) continue;
        compared += 1;
        if (side.firstBytes !== num(row, `first_${name}_len`)) faults.push([nameOf(row), name, side.firstBytes]);
      }
    }
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(8000);
  });

  it('measures the same entropy and set bits of the first payload, where it is the whole message', () => {
    let compared = 0;
    const faults: unknown[] = [];
    for (const { row, flow } of pairs) {
      const [up] = sidesOf(row, flow);
      const length = num(row, 'first_c2s_len');
      if (!up.comparable || up.payloadBytes !== length || length < 16 || length > MEASURED_BYTES) continue;
      compared += 1;
      if (Math.abs(up.firstEntropy - num(row, 'H_first_c2s')) > 6e-5) faults.push([nameOf(row), up.firstEntropy]);
      // Set bits a byte from z = (bits − 4n) / √(2n).
      const perByte = (up.popcountZ * Math.sqrt(2 * length)) / length + 4;
      if (Math.abs(perByte - num(row, 'first_c2s_popcount_per_byte')) > 6e-4) faults.push([nameOf(row), perByte]);
    }
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(2000);
  });
});

function sidesOf(row: Row, flow: Flow): [Side, Side] {
  const up = flow.sides.get(`${row['client_ip']} ${row['client_port']}`);
  const down = flow.sides.get(`${row['server_ip']} ${row['server_port']}`);
  return [up as Side, down as Side];
}

async function readFlows(path: string): Promise<Map<string, Flow[]>> {
  const flows = new Map<string, Flow[]>();
  const features = createFeatureRow();
  await captureFlows(path, ({ flow, origIp, respIp }) => {
    measureFlow(flow, features);
    const value = (name: string) => features.numbers[featureIndex(`payload.${name}`)];
    const orig = `${origIp} ${flow.origPort}`;
    const resp = `${respIp} ${flow.respPort}`;
    const key = tuple(flow.protocol, origIp, flow.origPort, respIp, flow.respPort);
    // A flow from an endpoint to itself has one name for both sides: the originator's stays.
    const sides = new Map([
      [resp, readSide(flow, 'resp', value)],
      [orig, readSide(flow, 'orig', value)],
    ]);
    flows.set(key, [...(flows.get(key) ?? []), { first: orig, sides }]);
  });
  return flows;
}

function readSide(flow: FinishedFlowView, name: 'orig' | 'resp', value: (name: string) => number): Side {
  const side = flow[name];
  const { packets } = flow;
  const fromOriginator = name === 'orig' ? 1 : 0;
  let firstBytes = 0;
  for (let i = 0; i < packets.count && firstBytes === 0; i++) {
    if (packets.fromOriginator[i] === fromOriginator) firstBytes = packets.payloadBytes[i];
  }
  const whole = side.prefix.length === side.payloadBytes && side.streamBytes === side.payloadBytes;
  return {
    payloadBytes: side.payloadBytes,
    missedBytes: side.missedBytes,
    prefixEntropy: entropyOf(side.prefix),
    entropy: value(`entropy_bits.${name}`),
    printableShare: value(`printable_share.${name}`),
    popcountZ: value(`popcount_z.${name}`),
    firstBytes,
    firstEntropy: value(`first_message_entropy_bits.${name}`),
    comparable: side.payloadBytes > 0 && side.payloadBytes <= PREFIX_BYTES && whole && side.missedBytes === 0,
    fullLog: packets.count === PACKET_LOG_CAP,
  };
}

function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] += 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}

function rowsByCapture(): Map<string, Row[]> {
  const text = readFileSync(join(corporaFolder as string, 'flow_oracle.tsv'), 'utf8');
  const [head, ...lines] = text.trimEnd().split('\n') as [string, ...string[]];
  const names = head.split('\t');
  const captures = new Map<string, Row[]>();
  for (const line of lines) {
    const row: Row = Object.fromEntries(line.split('\t').map((cell, i) => [names[i] as string, cell]));
    const pcap = row['pcap'] as string;
    captures.set(pcap, [...(captures.get(pcap) ?? []), row]);
  }
  return captures;
}

function keyOf(row: Row): string {
  const protocol = row['proto'] === 'TCP' ? 6 : 17;
  const { client_ip = '', client_port, server_ip = '', server_port } = row;
  return tuple(protocol, client_ip, Number(client_port), server_ip, Number(server_port));
}

function nameOf(row: Row): string {
  return `${row['pcap']} ${keyOf(row)}`;
}

function num(row: Row, name: string): number {
  const value = row[name];
  if (value === undefined) throw new Error(`no column ${name}`);
  return Number(value);
}
