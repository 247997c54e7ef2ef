import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { IndexedChannelFlow } from '../../src/run/indexed-channel-flow.ts';
import { segmentAt, watchFlows } from '../../src/run/watch-flows.ts';
import { analysed, captureOf, connection, spillFolder } from '../support/analysed.ts';
import { crypto } from '../support/app-case.ts';
import { app, START_US } from '../support/channel-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const draw = randomNumbers(5);
const output = Buffer.from(randomBytes(200, draw));
const other = Buffer.from(randomBytes(200, draw));
const logged = (at: number, bytes: Buffer) =>
  crypto(at, 'cipher_final', {
    operation: 'encrypt',
    outputBytes: bytes.length,
    outputPrefix: bytes.subarray(0, 32).toString('hex'),
    outputSha256: createHash('sha256').update(bytes).digest('hex'),
  });

async function watched(messages: (string | Uint8Array)[], events: ReturnType<typeof crypto>[]) {
  const packets = connection('10.0.2.15:40000', '203.0.113.9:9000', messages, 10e6, 1000);
  const path = join(spillFolder(), 'capture.pcap');
  writeFileSync(path, captureOf(packets));
  const { flows } = await analysed(packets);
  const owner = app(10101);
  const rows = Array.from({ length: flows.count }, (_, rank) => new IndexedChannelFlow(flows, rank, owner));
  const channels = [...judgeChannels(groupChannels(rows))];
  const pieces = [{ path, firstUs: START_US }];
  return (await watchFlows(pieces, flows, [{ uid: 10101, channels, crypto: events }])).sends.get(10101)!;
}

describe('the second reading of a capture', () => {
  it('finds ciphertext split over segments, and where and when it was sent', async () => {
    const [flow] = await watched(
      ['hello', 'ok', output.subarray(0, 90), 'ok', output.subarray(90)],
      [logged(10, output)],
    );
    expect(flow?.matches).toHaveLength(1);
    expect(flow?.matches[0]).toMatchObject({ side: 'orig', offset: 5, length: 200, isWhole: true, frame: 5 });
    expect(flow?.sends.map(({ bytes }) => bytes)).toEqual([5, 90, 110]);
  });

  it('does not take what was received, nor what was sent before it was made', async () => {
    const [received] = await watched(['hello', output], [logged(10, output)]);
    expect(received?.matches).toEqual([]);
    const [early] = await watched([output], [logged(16, output)]);
    expect(early?.matches).toEqual([]);
  });

  it('takes what left some seconds before the log says that it was made: such a log is late', async () => {
    const [flow] = await watched(['hello', 'ok', output], [logged(13, output)]);
    expect(flow?.matches).toHaveLength(1);
    expect(flow!.matches[0]!.cause.captureUs).toBeGreaterThan(flow!.matches[0]!.timeUs);
  });

  it('sees records of TLS as what was sent', async () => {
    const record = (type: number, length: number) =>
      Buffer.concat([Buffer.from([type, 3, 3, 0, length]), Buffer.alloc(length, 7)]);
    const [flow] = await watched(
      [record(0x16, 40), 'x', Buffer.concat([record(0x17, 50), record(0x17, 60)])],
      [logged(10, other)],
    );
    expect(flow?.sends.map(({ bytes }) => bytes)).toEqual([50, 60]);
  });

  it('finds the segment of a byte', () => {
    const segments = [0, 10, 30].map((offset, i) => ({ frame: i, capture: 0, timeUs: 0, offset, length: 10 }));
    expect([0, 9, 10, 29, 30, 99].map((offset) => segmentAt(segments, offset)?.frame)).toEqual([0, 0, 1, 1, 2, 2]);
  });
});
