import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { shareZeros } from '../../src/flows/compact-batch.ts';
import { PREFIX_BYTES } from '../../src/flows/finished-flow.ts';
import { BatchFlag, CLASSES, END_REASONS, type FlowBatch } from '../../src/flows/flow-batch.ts';
import { flowBeginning } from '../../src/flows/flow-id.ts';
import { CaptureProvenance } from '../../src/flows/provenance.ts';
import { ChunkSource } from '../../src/parse/byte-source.ts';
import { type EndedFlowSettings, EndedFlows } from '../../src/run/ended-flows.ts';
import { FlowSpill, openSpillFile, SpillReader } from '../../src/run/flow-spill.ts';
import { captureOf, chunksOf, connection, spillFolder } from '../support/analysed.ts';
import { captureFlows } from '../support/capture-flows.ts';
import type { TestPacket } from '../support/packets.ts';

const SERVER = '203.0.113.7:4000';

async function take(packets: readonly TestPacket[], settings: Partial<EndedFlowSettings> = {}, spill?: FlowSpill) {
  const batches: FlowBatch[] = [];
  const strings = [''];
  const all = { keep: undefined, proprietary: true, ...settings };
  const ended = new EndedFlows(all, new CaptureProvenance(), spill, (batch, added) => {
    shareZeros(batch);
    batches.push(batch);
    strings.push(...added);
  });
  await captureFlows('', ({ meter, row, reason }) => ended.take(meter, row, reason), {
    open: () => new ChunkSource(chunksOf(captureOf(packets))),
  });
  expect(batches).toEqual([]);
  ended.finish();
  return { ended, batch: batches[0] as FlowBatch, strings };
}

const hello = connection('10.0.0.1:1', SERVER, ['GET / HTTP/1.1\r\nHost: h.example\r\n\r\n']);
const sealed = connection('10.0.0.1:2', SERVER, [randomBytes(900), randomBytes(800), randomBytes(700)], 1e6);

describe('EndedFlows', () => {
  it('gives each flow a row with what it was recognised and judged to be', async () => {
    const { batch, strings } = await take([...hello, ...sealed]);
    expect(batch.count).toBe(2);
    expect([0, 1].map((row) => CLASSES[batch.class[row] as number])).toEqual(['cleartext', 'custom']);
    expect([0, 1].map((row) => strings[batch.service[row] as number])).toEqual(['http', '']);
    expect(END_REASONS[batch.endReason[0] as number]).toBe('ended');
    expect((batch.flags[1] as number) & BatchFlag.byBytes).not.toBe(0);
  });

  it('counts openings of which more was sent than is kept, where nobody knows the protocol', async () => {
    const long = connection('10.0.0.1:3', SERVER, [randomBytes(PREFIX_BYTES + 1)], 2e6);
    expect((await take([...hello, ...sealed])).ended.losses['long_openings']).toBe(0);
    expect((await take([...hello, ...sealed, ...long])).ended.losses['long_openings']).toBe(1);
  });

  it('has a digest that changes with what is measured, and with nothing else', async () => {
    const digestOf = async (packets: TestPacket[]) => (await take(packets)).ended.digest;
    expect(await digestOf(sealed)).toBe(await digestOf(sealed));
    expect(await digestOf(sealed)).not.toBe(await digestOf(sealed.slice(0, -3)));
  });

  it('spills the heads of flows whose lines are made, and of no others', async () => {
    const descriptor = openSpillFile(spillFolder(), 'lines');
    const spill = new FlowSpill(descriptor);
    const { batch } = await take([...hello, ...sealed], { keep: new Set([flowBeginning(0, 1)]) }, spill);
    const head = new SpillReader(descriptor).read(batch.spillOffset[0] as number, batch.spillBytes[0] as number);
    expect(JSON.parse(`${head.toString('utf8')}}`)).toMatchObject({ first_frame: 1, service: 'http' });
    expect(batch.spillBytes[1]).toBe(0);
  });
});
