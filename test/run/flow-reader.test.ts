import { describe, expect, it } from 'vitest';

import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { FlowReader } from '../../src/run/flow-reader.ts';
import { analysed, connection, joinOf } from '../support/analysed.ts';
import type { TestPacket } from '../support/packets.ts';

/** Flows that end in the opposite order of their starts, more than fit one block of the output. */
function nested(count: number): TestPacket[] {
  return Array.from({ length: count }, (_, i) =>
    connection(
      `10.0.0.1:${2000 + i}`,
      '203.0.113.7:80',
      ['GET /é HTTP/1.1\r\nHost: h.example\r\n\r\n'],
      i * 10,
      (count - i) * 1000,
    ),
  )
    .flat()
    .sort((a, b) => (a.atUs ?? 0) - (b.atUs ?? 0));
}

describe('FlowReader', () => {
  it('hands out whole lines, in order of start, each closed with what the whole capture told', async () => {
    const run = await analysed(nested(600));
    const reader = new FlowReader(run.pool.spills);
    const join = joinOf(run, { assume_uid: 10_101 });
    const blocks: string[] = [];
    for (const block of reader.blocks(run.flows, join)) blocks.push(Buffer.from(block).toString('utf8'));
    reader.close();
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.every((block) => block.endsWith('\n'))).toBe(true);
    const records = blocks
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as FlowRecord);
    expect(records.map((record) => record.orig.port)).toEqual(Array.from({ length: 600 }, (_, i) => 2000 + i));
    expect(records[599]).toMatchObject({
      local: 'orig',
      domain: 'h.example',
      domain_source: 'host',
      app: { uid: 10_101 },
    });
  });

  it('yields the same as records, as often as asked', async () => {
    const run = await analysed(nested(20));
    const reader = new FlowReader(run.pool.spills);
    const join = joinOf(run);
    let text = '';
    for (const block of reader.blocks(run.flows, join)) text += Buffer.from(block).toString('utf8');
    const lines = text.trimEnd().split('\n');
    const once = [...reader.records(run.flows, join)];
    const twice = [...reader.records(run.flows, join)];
    reader.close();
    expect(once).toEqual(lines.map((line) => JSON.parse(line)));
    expect(twice).toEqual(once);
    expect(once[0]?.app_missing).toBe('no socket log was given');
  });

  it('says of what a flow is the continuation', async () => {
    const datagram = (atUs: number): TestPacket => ({
      from: '10.0.0.1:5000',
      to: '203.0.113.7:5000',
      protocol: IpProtocol.udp,
      payload: Buffer.from('tick'),
      atUs,
    });
    const run = await analysed([datagram(0), datagram(300e6)]);
    const reader = new FlowReader(run.pool.spills);
    const [first, second] = [...reader.records(run.flows, joinOf(run))];
    reader.close();
    expect(first).not.toHaveProperty('continues');
    expect(second?.continues).toBe(first?.flow_id);
  });
});
