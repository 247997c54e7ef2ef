import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { featuresToRecord } from '../../src/features/feature-record.ts';
import { createFeatureRow, measureFlow } from '../../src/features/feature-registry.ts';
import { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { flowHash } from '../../src/flows/flow-key.ts';
import { FlowMeter } from '../../src/flows/flow-meter.ts';
import type { EncryptionRecord, FlowRecord } from '../../src/flows/flow-record.ts';
import type { ServiceFacts } from '../../src/flows/service-recogniser.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { type FlowTail, flowLineTail, withEncryption, writeFlowHead } from '../../src/report/flow-line.ts';
import { JsonBytes } from '../../src/report/json-bytes.ts';
import { connection } from '../support/analysed.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { START_US } from '../support/capture-bytes.ts';
import { PacketSource, type TestPacket } from '../support/packets.ts';
import { wellFormed } from '../support/well-formed.ts';

const ENCRYPTION: EncryptionRecord = { class: 'unknown', confidence: 0, reasons: ['too short'] };
const FACTS = { kind: 'cleartext', reason: 'a test says so' } as const;
const NO_TAIL: FlowTail = {
  local: undefined,
  continues: undefined,
  domain: undefined,
  domainSource: undefined,
  app: undefined,
  missing: undefined,
  tlsKeysLogged: false,
};

const schema = JSON.parse(readFileSync(new URL('../../schema/flow.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

interface LineParts {
  facts?: ServiceFacts;
  encryption?: EncryptionRecord;
  nanoseconds?: boolean;
  tail?: Partial<FlowTail>;
}

/** The lines of all flows of the packets, in order of end, and the features by themselves. */
function linesOf(packets: readonly TestPacket[], parts: LineParts = {}) {
  const view = new FinishedFlowView();
  const row = createFeatureRow();
  const out = new JsonBytes();
  const lines: string[] = [];
  const features: ReturnType<typeof featuresToRecord>[] = [];
  const meter = new FlowMeter(1000, (ended, flow, reason) => {
    view.load(ended, flow, false);
    measureFlow(view, row);
    features.push(featuresToRecord(row));
    out.clear();
    const { columns } = ended.table;
    const encryption = parts.encryption ?? ENCRYPTION;
    writeFlowHead(out, columns, flow, reason, parts.facts, encryption, row, parts.nanoseconds ?? false);
    const head = out.bytes.subarray(0, out.length).toString('utf8');
    lines.push(head + flowLineTail({ ...NO_TAIL, ...parts.tail }));
  });
  const source = new PacketSource();
  for (const packet of packets) {
    const packetView = source.view({ ...packet, atUs: START_US + (packet.atUs ?? 0) });
    meter.packet(packetView, flowHash(packetView), 3);
  }
  meter.finish(START_US + 1e9);
  return { lines, features };
}

function recordOf(packets: readonly TestPacket[], parts: LineParts = {}): FlowRecord {
  const { lines } = linesOf(packets, parts);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
  const record = JSON.parse(lines[0] as string) as FlowRecord;
  validate(record);
  expect(validate.errors).toBeNull();
  return record;
}

const tcp = connection('10.0.0.1:40001', '203.0.113.7:443', ['a question', 'an answer', 'bye'], 0, 1500);

describe('the line of a flow', () => {
  it('says who, when, how much and how it ended, and nothing that is not known', () => {
    const { features: _, ...record } = recordOf(tcp);
    expect(record).toEqual({
      flow_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      community_id: expect.stringMatching(/^1:[A-Za-z0-9+/]{27}=$/),
      capture: 3,
      first_frame: 1,
      last_frame: 8,
      start: '2026-01-01T00:00:00.000000Z',
      duration_ms: 10.5,
      end_reason: 'ended',
      transport: 'tcp',
      orig: { ip: '10.0.0.1', port: 40001, packets: 5, bytes: 5 * 40 + 13, payload_bytes: 13 },
      resp: { ip: '203.0.113.7', port: 443, packets: 3, bytes: 3 * 40 + 9, payload_bytes: 9 },
      history: expect.stringMatching(/^Sh/),
      missed_bytes: 0,
      encryption: ENCRYPTION,
    });
  });

  it('holds every feature that was measured, as the record of features has it', () => {
    const { lines, features } = linesOf([
      ...tcp,
      ...connection('[2001:db8::1]:1', '[2001:db8::2]:2', [new Uint8Array(5000).map((_, i) => i * 7)], 1),
      { from: '10.0.0.1:1', to: '10.0.0.2:2', protocol: IpProtocol.udp, payload: Buffer.from('x'), atUs: 3 },
    ]);
    expect(lines.map((line) => (JSON.parse(line) as FlowRecord).features)).toEqual(features);
    expect(Object.keys(features.at(-1) ?? {}).length).toBeGreaterThan(15);
    expect(Math.max(...features.map((record) => Object.keys(record).length))).toBeGreaterThan(40);
  });

  it('gives times to the nanosecond where the capture has them, and only there', () => {
    const packets: TestPacket[] = [{ from: '10.0.0.1:1', to: '10.0.0.2:2', atUs: 5, atNs: 7 }];
    expect(recordOf(packets).start).toBe('2026-01-01T00:00:00.000005Z');
    expect(recordOf(packets, { nanoseconds: true }).start).toBe('2026-01-01T00:00:00.000005007Z');
  });

  it('carries what the service said, and the device, the name, the app', () => {
    const facts: ServiceFacts = { ...FACTS, service: 'tls', tls: { version: '1.3', server_name: 'h.example' } };
    const app = {
      uid: 10_101,
      packages: ['com.example.bank'],
      tier: 'A',
      confidence: 0.95,
      level: 'exact' as const,
      sources: ['a.log:1'],
    };
    const tail = {
      local: 'resp' as const,
      continues: '0123456789abcdef',
      domain: 'h.example',
      domainSource: 'sni' as const,
      app,
    };
    expect(recordOf(tcp, { facts, tail: { ...tail, missing: 'not said where there is an app' } })).toMatchObject({
      service: 'tls',
      tls: { version: '1.3', server_name: 'h.example' },
      local: 'resp',
      continues: '0123456789abcdef',
      domain: 'h.example',
      domain_source: 'sni',
      app,
    });
    expect(recordOf(tcp, { tail: { app, missing: 'x' } })).not.toHaveProperty('app_missing');
    expect(recordOf(tcp, { tail: { missing: 'no log' } }).app_missing).toBe('no log');
  });

  it.each(Object.entries(HOSTILE))('survives hostile text from a capture: %s', (_, hostile) => {
    const facts: ServiceFacts = {
      ...FACTS,
      service: 'http',
      http: { host: hostile, path: hostile, user_agent: hostile },
    };
    const encryption = { ...ENCRYPTION, reasons: [hostile] };
    const tail = { domain: hostile, domainSource: 'host' as const, missing: hostile };
    const record = recordOf(tcp, { facts, encryption, tail });
    expect(wellFormed(record.http?.host ?? '')).toBe(wellFormed(hostile));
    expect(wellFormed(record.domain ?? '')).toBe(wellFormed(hostile));
    const [line] = linesOf(tcp, { facts, encryption, tail }).lines;
    expect(line?.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
  });

  it('has ports for both sides, the highest too', () => {
    const { orig, resp } = recordOf([{ from: '10.0.0.1:65535', to: '10.0.0.2:65534', flags: 'S' }]);
    expect([orig.port, resp.port]).toEqual([65_535, 65_534]);
  });

  it('can be given another judgement, whatever its strings say', () => {
    const trap = ',"encryption":{"class":"standard"},"features":{';
    const { lines } = linesOf(connection('10.0.0.1:1', '10.0.0.9:80', ['x']), {
      facts: { ...FACTS, service: 'http', http: { host: trap } } as ServiceFacts,
      encryption: { ...ENCRYPTION, reasons: [trap] },
    });
    const [line] = lines as [string];
    const tail = flowLineTail(NO_TAIL);
    const head = Buffer.from(line.slice(0, line.length - tail.length));
    const anew: EncryptionRecord = { class: 'custom', scheme: 'x', confidence: 0.75, reasons: [trap, 'another'] };
    const before = JSON.parse(line) as FlowRecord;
    const after = JSON.parse(withEncryption(head, anew).toString() + tail) as FlowRecord;
    expect(after).toEqual({ ...before, encryption: anew });
  });
});
