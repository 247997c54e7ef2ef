import { describe, expect, it } from 'vitest';
import {
  appendFlow,
  BATCH_BITS,
  BATCH_ROWS,
  BatchFlag,
  batchBuffers,
  CLASSES,
  createFlowBatch,
  END_REASONS,
  type FlowBatch,
} from '../../src/flows/flow-batch.ts';
import { flowHash, KEY_WORDS } from '../../src/flows/flow-key.ts';
import { FlowMeter } from '../../src/flows/flow-meter.ts';
import type { EncryptionRecord } from '../../src/flows/flow-record.ts';
import { packedMeasure, packMeasures } from '../../src/flows/packed-measures.ts';
import type { ServiceFacts } from '../../src/flows/service-recogniser.ts';
import { StringTable } from '../../src/flows/string-table.ts';
import { PacketDirection } from '../../src/parse/capture-record.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';

const CUSTOM: EncryptionRecord = { class: 'custom', scheme: 'mtproto', confidence: 0.75, reasons: [] };
const CLIENT = '10.0.2.15:40000';
const SERVER = '192.0.2.1:443';

function batchOf(packets: readonly TestPacket[], facts?: ServiceFacts, strings = new StringTable()): FlowBatch {
  const batch = createFlowBatch();
  const meter = new FlowMeter(100, (from, row, reason) => {
    appendFlow(batch, from, row, reason, facts, CUSTOM, strings);
  });
  const source = new PacketSource();
  for (const packet of packets) {
    const view = source.view(packet);
    meter.packet(view, flowHash(view), 3);
  }
  meter.finish(packets.at(-1)?.atUs ?? 0);
  return batch;
}

const flagNames = (flags: number) =>
  Object.entries(BatchFlag)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name)
    .sort();

describe('a batch of flows', () => {
  it('keeps what the rest of an analysis asks for', () => {
    const strings = new StringTable();
    const facts: ServiceFacts = {
      service: 'tls',
      kind: 'standard',
      reason: '',
      tls: { server_name: 'Example.ORG', version: '1.3' },
      crypto: { version: '1.3' },
    };
    const batch = batchOf(
      [
        { from: CLIENT, to: SERVER, flags: 'S', sequence: 0, atUs: 100, atNs: 7, uid: 10_107 },
        { from: SERVER, to: CLIENT, flags: 'SA', sequence: 0, acknowledgment: 1, atUs: 200, uid: 10_108 },
        { from: CLIENT, to: SERVER, flags: 'PA', sequence: 1, payload: new Uint8Array(9), atUs: 300, uid: 10_107 },
      ],
      facts,
      strings,
    );
    expect(batch.count).toBe(1);
    expect([batch.startUs[0], batch.startNs[0], batch.endUs[0]]).toEqual([100, 7, 300]);
    expect([batch.capture[0], batch.firstFrame[0]]).toEqual([3, 1]);
    expect([...batch.packets2.subarray(0, 2)]).toEqual([2, 1]);
    expect([...batch.bytes2.subarray(0, 2)]).toEqual([89, 40]);
    expect([batch.uid[0], batch.uidPackets[0], batch.uidFrame[0]]).toEqual([10_107, 2, 1]);
    expect(batch.mixedUids).toEqual([{ row: 0, uid: 10_108, packets: 1, frame: 2 }]);
    expect(END_REASONS[batch.endReason[0]]).toBe('forced');
    expect(CLASSES[batch.class[0]]).toBe('custom');
    expect(batch.confidence[0]).toBe(0.75);
    const texts = [batch.service, batch.scheme, batch.domain, batch.tlsVersion, batch.crypto].map((column) =>
      strings.text(column[0]),
    );
    expect(texts).toEqual(['tls', 'mtproto', 'example.org', '1.3', '{"version":"1.3"}']);
    expect(flagNames(batch.flags[0])).toEqual(['sniName', 'startSeen', 'syn', 'synAck', 'uidMixed']);
  });

  it('says where a name came from, and nothing where there is none', () => {
    const http: ServiceFacts = { service: 'http', kind: 'cleartext', reason: '', http: { host: 'example.org:8080' } };
    const packets = [{ from: CLIENT, to: SERVER, payload: new Uint8Array(1) }];
    expect(flagNames(batchOf(packets, http).flags[0])).toEqual(['hostName']);
    const disguise: ServiceFacts = {
      service: 'fake-tls',
      kind: 'imitation',
      reason: '',
      tls: { server_name: 'www.example.org' },
    };
    expect(batchOf(packets, disguise).domain[0]).toBe(0);
    const bare = batchOf(packets);
    expect(flagNames(bare.flags[0])).toEqual(['byBytes']);
    expect([bare.service[0], bare.domain[0], bare.tlsVersion[0], bare.crypto[0]]).toEqual([0, 0, 0, 0]);
  });

  it('knows the device by what most packets are marked with', () => {
    const packet = (direction: 0 | 1 | 2) => ({ from: CLIENT, to: SERVER, direction, payload: new Uint8Array(1) });
    const { inbound, outbound, unknown } = PacketDirection;
    const device = (...directions: (0 | 1 | 2)[]) => flagNames(batchOf(directions.map(packet)).flags[0]);
    expect(device(outbound, inbound, outbound, unknown)).toEqual(['byBytes', 'localOriginator']);
    expect(device(inbound)).toEqual(['byBytes', 'localResponder']);
    expect(device(inbound, outbound)).toEqual(['byBytes']);
    expect(device(unknown)).toEqual(['byBytes']);
  });

  it('names every end reason and every class by a number of its own', () => {
    expect(new Set(END_REASONS).size).toBe(5);
    expect(new Set(CLASSES).size).toBe(7);
  });

  it('marks a flow that carried no payload in either direction', () => {
    const answer = { from: SERVER, to: CLIENT, payload: new Uint8Array(3) };
    expect(flagNames(batchOf([{ from: CLIENT, to: SERVER }]).flags[0])).toEqual(['empty']);
    expect(flagNames(batchOf([{ from: CLIENT, to: SERVER }, answer]).flags[0])).toEqual(['byBytes']);
    // On the wire, though the snap length left none of it.
    expect(flagNames(batchOf([{ ...answer, cutBytes: 3 }]).flags[0])).toEqual(['byBytes']);
  });

  it('has rows that a position can name, and gives all its memory away at once', () => {
    expect(1 << BATCH_BITS).toBe(BATCH_ROWS);
    const batch = createFlowBatch();
    packMeasures(batch.measures, 7, Float64Array.of(1, 2), Int32Array.of(0, 1));
    const buffers = batchBuffers(batch);
    expect(new Set(buffers).size).toBe(buffers.length);
    const columns = [
      ...Object.values(batch),
      ...Object.values(batch.measures),
      ...Object.values(batch.messageTimes),
      ...Object.values(batch.siblingSamples),
    ];
    expect(buffers).toHaveLength(columns.filter((column) => ArrayBuffer.isView(column)).length);
    const moved = structuredClone(batch, { transfer: buffers });
    expect(moved.key).toHaveLength(BATCH_ROWS * KEY_WORDS);
    expect([0, 1, 2].map((position) => packedMeasure(moved.measures, 7, position))).toEqual([1, 2, Number.NaN]);
    expect(batch.key).toHaveLength(0);
  });
});
