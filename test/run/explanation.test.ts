import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { evidenceRecord } from '../../src/evidence/evidence-item.ts';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import type { CitedLine } from '../../src/run/cited-lines.ts';
import type { CitedPackets } from '../../src/run/cited-packets.ts';
import { explain } from '../../src/run/explanation.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const output = Buffer.from(randomBytes(60, randomNumbers(3)));
const text = Buffer.from(output.toString('base64'));
const line: CitedLine = {
  source: 'crypto.ndjson:3',
  timeUs: 1_767_225_600_000_000,
  action: 'key_wrap',
  fields: { algorithm: 'RSA' },
  outputSha256: createHash('sha256').update(output).digest('hex'),
  outputPrefix: output.subarray(0, 32).toString('hex'),
  outputBytes: output.length,
};
const direction = (bytes: Uint8Array) => ({ bytes, segments: [] });
const packets = {
  streams: { flows: [[direction(Buffer.concat([Buffer.from('d='), text])), direction(new Uint8Array(0))]] },
  frames: new Map([
    [7, { timeUs: 1_767_225_600_000_000, originalBytes: 90, payloadBytes: 30, payload: output.subarray(0, 4) }],
  ]),
  cut: [],
} as unknown as CitedPackets;
const flows = [{ flow_id: 'aa' }] as FlowRecord[];

function finding(sources: string[], bits = 6, numbers: Record<string, number> = { outputs: 1 }): FindingRecord {
  const area = EvidenceArea.ciphertextTransformation;
  const item = {
    kind: 'content_match',
    area,
    startUs: 0,
    endUs: 0,
    bits,
    statement: 's',
    formula: 'f',
    numbers,
    sources,
  };
  return {
    evidence: [evidenceRecord('x', item)],
    parameters: { payload_size_variance: 0.15 },
  } as unknown as FindingRecord;
}

describe('an explanation', () => {
  it('reads frames, bytes and lines again and proves the bytes by the hash of the log', () => {
    const lines = new Map([[line.source, line]]);
    const { claims, faults } = explain(
      finding(['frame 7', `stream aa orig 2+${text.length}`, line.source]),
      flows,
      packets,
      lines,
    );
    expect(faults).toEqual([]);
    expect(claims[0]?.recomputed).toBe(6);
    expect(claims[0]?.citations[0]).toContain(
      'frame 7: 2026-01-01T00:00:00.000000Z, 90 bytes on the wire, 30 payload bytes',
    );
    expect(claims[0]?.citations[1]).toContain('SHA-256 of these bytes, decoded, is that of crypto.ndjson:3');
    expect(claims[0]?.citations[2]).toContain('key_wrap, algorithm RSA');
  });

  it('says what is not there any more', () => {
    const { faults } = explain(
      finding(['frame 8', 'stream aa orig 2+900', 'crypto.ndjson:9']),
      flows,
      packets,
      new Map(),
    );
    expect(faults).toHaveLength(3);
  });

  it('finds out bytes that are not the output of the line', () => {
    const other = { ...line, outputSha256: 'ab'.repeat(32), outputPrefix: 'cd'.repeat(32) };
    const { faults } = explain(
      finding([`stream aa orig 2+${text.length}`, line.source]),
      flows,
      packets,
      new Map([[line.source, other]]),
    );
    expect(faults[0]).toContain('are not the output of crypto.ndjson:3');
  });

  it('finds out bits that the formula does not give', () => {
    expect(explain(finding([], 5), flows, packets, new Map()).faults[0]).toContain(
      'the formula gives 6.00 bits, the record says 5',
    );
  });
});
