import { describe, expect, it } from 'vitest';
import { PacketQueue } from '../../src/run/packet-queue.ts';

const HEADER_BYTES = 24;

async function readAll(queue: PacketQueue): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of queue.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a queue of packets', () => {
  it('reads as a pcap file: the header, then each packet with its time', async () => {
    const queue = new PacketQueue(113);
    queue.push(Buffer.from('first'), 1_772_323_200_000_007);
    queue.push(Buffer.alloc(0), 1_772_323_201_999_999.5);
    queue.end();
    expect((await readAll(queue)).toString('hex')).toBe(
      `d4c3b2a1020004000000000000000000ffff0000${'71000000'}${
        // 1772323200 s, 7 µs, 5 bytes, 5 on the wire
        '8081a369070000000500000005000000'
      }${Buffer.from('first').toString('hex')}${
        // 1772323201 s, 999999 µs, nothing
        '8181a3693f420f000000000000000000'
      }`,
    );
  });

  it('copies: the sender may overwrite its buffer at once', async () => {
    const queue = new PacketQueue(1);
    const frame = Buffer.from('aaaa');
    queue.push(frame, 0);
    frame.fill('b');
    queue.push(frame, 0);
    queue.end();
    const bytes = await readAll(queue);
    expect(bytes.subarray(HEADER_BYTES).toString('latin1').replaceAll('\0', '')).toBe(
      '\u0004\u0004aaaa\u0004\u0004bbbb',
    );
  });

  it('gives a waiting reader what arrives, when it arrives', async () => {
    const queue = new PacketQueue(1);
    const chunks = queue.chunks();
    expect((await chunks.next()).value).toHaveLength(HEADER_BYTES);
    const next = chunks.next();
    queue.push(Buffer.alloc(4), 0);
    queue.push(Buffer.alloc(6), 0);
    // Both: what came while the reader was being woken is part of the same chunk.
    expect((await next).value).toHaveLength(16 + 4 + 16 + 6);
    const last = chunks.next();
    queue.end();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it('drops and counts what a slow reader leaves no room for, and goes on once it has read', async () => {
    const queue = new PacketQueue(1, HEADER_BYTES + 2 * (16 + 100));
    for (let i = 0; i < 5; i++) queue.push(Buffer.alloc(100), 0);
    expect(queue.droppedPackets).toBe(3);
    const chunks = queue.chunks();
    expect((await chunks.next()).value).toHaveLength(HEADER_BYTES + 2 * 116);
    queue.push(Buffer.alloc(100), 0);
    expect((await chunks.next()).value).toHaveLength(116);
    expect(queue.droppedPackets).toBe(3);
  });

  it('takes nothing after its end', async () => {
    const queue = new PacketQueue(1);
    queue.end();
    queue.push(Buffer.alloc(4), 0);
    expect(await readAll(queue)).toHaveLength(HEADER_BYTES);
  });
});
