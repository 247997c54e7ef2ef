import { createCipheriv } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceRecord } from '../../src/evidence/evidence-item.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { analyze } from '../../src/run/analyze.ts';
import { readCited } from '../../src/run/cited-packets.ts';
import { checkStructure } from '../../src/run/structure-check.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { captureOf, connection, spillFolder } from '../support/analysed.ts';
import { START_US } from '../support/channel-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const draw = randomNumbers(17);
/** A frame of ciphertext behind its length. */
function framed(length: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(length);
  return Buffer.concat([field, randomBytes(length, draw)]);
}

const messages = [200, 310, 97, 450, 128, 333].flatMap((length) => [framed(length), framed(length + 11)]);

async function again(of: readonly Uint8Array[]) {
  const path = join(spillFolder(), 'capture.pcap');
  writeFileSync(path, captureOf(connection('10.0.2.15:40000', '203.0.113.9:9000', [...of], 10e6, 1000)));
  const flows: FlowRecord[] = [];
  const run = analyze(path, { workers: 1 });
  let step = await run.next();
  for (; !step.done; step = await run.next()) flows.push(step.value);
  const pieces = [{ path, firstUs: START_US }];
  const packets = await readCited(pieces, ['capture.pcap'], flows, new Set(), { isCut: false, proprietary: true });
  return { flows, packets };
}

function claim(kind: string, bits: number, numbers: Record<string, number>, flows: string[]) {
  const about = { area: EvidenceArea.networkTransmission, startUs: 0, endUs: 0, statement: '', formula: '' };
  return evidenceRecord('x', { kind, bits, numbers, sources: [], flows, ...about });
}

describe('claims about structure, with the flows measured again,', () => {
  it('bear a true claim out, at its bytes', async () => {
    const { flows, packets } = await again(messages);
    const id = flows[0]!.flow_id;
    const checked = checkStructure(claim('framing', 4, { flows: 1, framing_bits: 90 }, [id]), flows, packets, 0.15);
    expect(checked?.faults).toEqual([]);
    expect(checked?.citations[0]).toMatch(/6 frames from byte 0 on \(big endian, field \+ 4 = frame\)/);
    expect(checked?.citations[0]).toContain(`stream ${id} orig 0+4: 000000c8`);
  });

  it('find out a claim that the packets do not show, and flows that are not there', async () => {
    const { flows, packets } = await again(messages.map((bytes) => bytes.subarray(4)));
    const id = flows[0]!.flow_id;
    const wrong = checkStructure(claim('framing', 4, { flows: 1, framing_bits: 90 }, [id]), flows, packets, 0.15);
    expect(wrong?.faults).toEqual([`framing: flow ${id}, measured again, does not show it`]);
    const missing = checkStructure(claim('framing', 4, { flows: 1 }, ['no such flow']), flows, packets, 0.15);
    expect(missing?.faults[0]).toContain('are not in the capture');
  });

  it('show where a cipher block is and is again', async () => {
    const rows = Buffer.from('{"event":"opened","where":"home","n":"one"} '.repeat(24));
    const cipher = createCipheriv('aes-128-ecb', randomBytes(16, draw), null);
    const sealed = Buffer.concat([cipher.update(rows), cipher.final()]);
    const { flows, packets } = await again([sealed, sealed.subarray(0, 96)]);
    const id = flows[0]!.flow_id;
    const [line] = checkStructure(claim('repeated_blocks', 4, { flows: 1 }, [id]), flows, packets, 0.15)!.citations;
    const [, at, block, next] = /stream \w+ orig (\d+)\+16: (\w{32}), and again at (\d+)/.exec(line!)!;
    expect(sealed.subarray(Number(at), Number(at) + 16).toString('hex')).toBe(block);
    expect(sealed.subarray(Number(next), Number(next) + 16).toString('hex')).toBe(block);
  });

  it('count measured bytes again', async () => {
    const { flows, packets } = await again(messages);
    const [flow] = flows;
    const { features, flow_id: id } = flow!;
    const sum =
      (features['payload.measured_bytes.orig'] as number) + (features['payload.measured_bytes.resp'] as number);
    const numbers = { flows: 1, measured_bytes: sum, most_in_a_flow: sum };
    expect(checkStructure(claim('ciphertext', 6, numbers, [id]), flows, packets, 0.15)?.faults).toEqual([]);
    const other = { ...numbers, measured_bytes: sum + 1 };
    expect(checkStructure(claim('ciphertext', 6, other, [id]), flows, packets, 0.15)?.faults[0]).toContain(
      `${sum} bytes measured again`,
    );
  });

  it('say how even the starts of a rhythm are', () => {
    const flows = [0, 60, 121, 180].map(
      (at, i) => ({ flow_id: `f${i}`, start: new Date(at * 1000).toISOString() }) as FlowRecord,
    );
    const evidence = claim('periodic', 4, { period_s: 60 }, ['f0', 'f1', 'f2', 'f3']);
    const { citations } = checkStructure(evidence, flows, {} as never, 0.15) ?? { citations: [] };
    expect(citations[0]).toContain('starts of 4 cited flows: half of the 3 intervals are within 1.7 %');
  });
});
