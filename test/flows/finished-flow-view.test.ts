import { describe, expect, it } from 'vitest';
import { MESSAGE_LOG_CAP, PACKET_LOG_CAP, TLS_RECORD_LOG_CAP } from '../../src/flows/finished-flow.ts';
import { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { flowHash } from '../../src/flows/flow-key.ts';
import { FlowMeter } from '../../src/flows/flow-meter.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

/** Loads each flow into one view when it ends and lets `look` copy what it wants of it. */
function ended<T>(packets: readonly TestPacket[], look: (flow: FinishedFlowView) => T, synthetic = false): T[] {
  const view = new FinishedFlowView();
  const seen: T[] = [];
  const meter = new FlowMeter(1000, (from, row) => {
    view.load(from, row, synthetic);
    seen.push(look(view));
  });
  const source = new PacketSource();
  for (const packet of packets) {
    const view = source.view(packet);
    meter.packet(view, flowHash(view), 0);
  }
  meter.finish(packets.at(-1)?.atUs ?? 0);
  return seen;
}

const CLIENT = '10.0.2.15:40000';
const SERVER = '192.0.2.1:443';
const tls = (length: number) =>
  Uint8Array.from([23, 3, 3, length >> 8, length & 255, ...new Array<number>(length).fill(1)]);

describe('the view of an ended flow', () => {
  it('shows ends, times, counters and prefixes', () => {
    const flows = ended(
      [
        { from: CLIENT, to: SERVER, flags: 'S', sequence: 0, atUs: 5 },
        { from: SERVER, to: CLIENT, flags: 'SA', sequence: 0, acknowledgment: 1, atUs: 7 },
        { from: CLIENT, to: SERVER, flags: 'PA', sequence: 1, payload: Buffer.from('hello'), atUs: 9 },
      ],
      (flow) => ({
        ends: [flow.protocol, flow.origPort, flow.respPort],
        times: [flow.startUs, flow.endUs],
        orig: { ...flow.orig, prefix: Buffer.from(flow.orig.prefix).toString() },
        resp: { ...flow.resp, prefix: flow.resp.prefix.length },
        flags: [flow.startSeen, flow.syntheticPackets, flow.aggregatedPackets, flow.capturedShare],
        lengths: [flow.payloadLengths.count, flow.payloadLengths.sum, flow.payloadLengths.max],
      }),
    );
    expect(flows).toEqual([
      {
        ends: [6, 40_000, 443],
        times: [5, 9],
        orig: { packets: 2, bytes: 85, payloadBytes: 5, streamBytes: 5, missedBytes: 0, prefix: 'hello', late: [] },
        resp: { packets: 1, bytes: 40, payloadBytes: 0, streamBytes: 0, missedBytes: 0, prefix: 0, late: [] },
        flags: [true, false, false, 1],
        lengths: [3, 5, 5],
      },
    ]);
  });

  it('says which packets were made by a VPN tap, joined by the host, or cut', () => {
    const large: TestPacket = { from: CLIENT, to: SERVER, payload: new Uint8Array(4000), cutBytes: 3000 };
    const [flags] = ended([large], (flow) => [flow.syntheticPackets, flow.aggregatedPackets, flow.capturedShare], true);
    expect(flags).toEqual([true, true, 0.25]);
  });

  it('takes datagrams for packets, and TCP segments as they came', () => {
    const datagrams = Array.from({ length: PACKET_LOG_CAP + 5 }, (_, i) => ({
      from: CLIENT,
      to: SERVER,
      protocol: IpProtocol.udp,
      payload: new Uint8Array(i + 1),
    }));
    const [udp] = ended(datagrams, ({ messages, packets }) => [
      messages.count,
      packets.count,
      packets.payloadBytes[19],
    ]);
    expect(udp).toEqual([PACKET_LOG_CAP + 5, PACKET_LOG_CAP, 20]);
    const segments = [0, 0, 0].map(() => ({ from: CLIENT, to: SERVER, sequence: 0, payload: new Uint8Array(9) }));
    const [tcp] = ended(segments, ({ messages, packets }) => [messages.count, packets.count]);
    expect(tcp).toEqual([1, 3]);
  });

  it('shows TLS records a direction, as many as are kept', () => {
    const records = Buffer.concat(Array.from({ length: TLS_RECORD_LOG_CAP + 1 }, (_, i) => tls(i + 1)));
    const [seen] = ended(
      [
        { from: CLIENT, to: SERVER, sequence: 0, payload: records },
        { from: SERVER, to: CLIENT, sequence: 0, payload: tls(7) },
      ],
      (flow) => [
        flow.origTlsRecords.count,
        flow.origTlsRecords.lengths[TLS_RECORD_LOG_CAP - 1],
        flow.respTlsRecords.count,
        flow.respTlsRecords.lengths[0],
        flow.respTlsRecords.types[0],
      ],
    );
    expect(seen).toEqual([TLS_RECORD_LOG_CAP, TLS_RECORD_LOG_CAP, 1, 7, 23]);
  });

  it('carries nothing over from the flow before', () => {
    const full: TestPacket[] = Array.from({ length: 600 }, () => ({
      from: CLIENT,
      to: SERVER,
      protocol: IpProtocol.udp,
      payload: tls(3),
      atUs: 1,
    }));
    const seen = ended(
      [...full, { from: '10.0.2.15:7', to: '192.0.2.1:9', atUs: 61e6 + 1 }],
      ({ messages, packets, origTlsRecords, orig, payloadLengths, startSeen }) => ({
        logs: [messages.count, messages.total, packets.count, origTlsRecords.count],
        orig: { ...orig, prefix: orig.prefix.length },
        lengths: [payloadLengths.count, payloadLengths.sum],
        startSeen,
      }),
    );
    expect(seen[0].logs).toEqual([MESSAGE_LOG_CAP, 600, PACKET_LOG_CAP, 0]);
    expect(seen[1]).toEqual({
      logs: [0, 0, 0, 0],
      orig: { packets: 1, bytes: 40, payloadBytes: 0, streamBytes: 0, missedBytes: 0, prefix: 0, late: [] },
      lengths: [1, 0],
      startSeen: false,
    });
  });
});
