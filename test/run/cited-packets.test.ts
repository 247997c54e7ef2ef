import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/run/analyze.ts';
import { readCited } from '../../src/run/cited-packets.ts';
import { captureOf, connection, spillFolder } from '../support/analysed.ts';

const wanted = connection('10.0.0.1:1', '203.0.113.7:80', ['question', 'answer'], 5000);
const other = connection('10.0.0.1:2', '203.0.113.7:80', ['else', 'other'], 5500);
const six = connection('[fd00::1]:7', '[2001:db8::1]:80', ['sechs', 'six'], 6200);
const packets = [...wanted, ...other, ...six].sort((a, b) => (a.atUs ?? 0) - (b.atUs ?? 0));

async function cited(port: number, isCut: boolean) {
  const path = join(spillFolder(), 'capture.pcap');
  writeFileSync(path, captureOf(packets));
  const flows = [];
  for await (const flow of analyze(path, { workers: 1, max_flows: 100 })) if (flow.orig.port === port) flows.push(flow);
  const frames = new Set([1, packets.findIndex(({ payload }) => payload?.length === 8) + 1]);
  return readCited([{ path, firstUs: 0 }], ['capture.pcap'], flows, frames, { isCut, proprietary: true });
}

describe('cited packets', () => {
  it('give back the payload of the flows and what stands in the frames', async () => {
    const { streams, frames, cut } = await cited(1, false);
    expect(Buffer.from(streams.flows[0]![0].bytes).toString()).toBe('question');
    expect(Buffer.from(streams.flows[0]![1].bytes).toString()).toBe('answer');
    expect(frames.get(1)?.payloadBytes).toBe(0);
    const [, question] = [...frames];
    expect(Buffer.from(question![1].payload).toString()).toBe('question');
    expect(cut).toEqual([]);
  });

  it('cut out all packets of the flows and no others, with their frame numbers', async () => {
    const { cut } = await cited(1, true);
    expect(cut).toHaveLength(wanted.length);
    expect(cut[0]?.comment).toBe('frame 1 of capture.pcap');
  });

  it('find flows of IPv6 by their record', async () => {
    const { streams } = await cited(7, false);
    expect(Buffer.from(streams.flows[0]![0].bytes).toString()).toBe('sechs');
  });
});
