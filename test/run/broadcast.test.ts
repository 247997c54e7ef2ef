import { setTimeout } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Broadcast } from '../../src/run/broadcast.ts';
import type { ToWorker } from '../../src/run/shard-protocol.ts';
import { chunksOf } from '../support/analysed.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const RUNNING = { isInterrupted: false };
const MIB = 1 << 20;

interface Reading {
  readonly port: MessagePort;
  /** What arrived, and the end's failure. */
  readonly read: Promise<{ bytes: Buffer; messages: number; failure: object | undefined }>;
}

/** Reads as a worker does: looks at a message's bytes some time after it came, then says so. `leavesAfter`: messages. */
function reader(
  broadcast: Broadcast,
  worker: number,
  delayMs: number,
  leavesAfter = Number.POSITIVE_INFINITY,
): Reading {
  const { port1, port2 } = new MessageChannel();
  const parts: Buffer[] = [];
  let before = Promise.resolve();
  const read = new Promise<Awaited<Reading['read']>>((resolve) => {
    port2.on('message', (message: ToWorker) => {
      before = before.then(async () => {
        if (message.kind === 'chunk') {
          if (delayMs > 0) await setTimeout(delayMs);
          parts.push(Buffer.from(message.bytes));
          broadcast.taken(worker);
        }
        if (message.kind === 'end' || parts.length >= leavesAfter) {
          if (message.kind !== 'end') broadcast.left(worker);
          port2.close();
          const failure = message.kind === 'end' ? message.failure : undefined;
          resolve({ bytes: Buffer.concat(parts), messages: parts.length, failure });
        }
      });
    });
  });
  return { port: port1, read };
}

describe('Broadcast', () => {
  const bytes = Buffer.from(randomBytes(5 * MIB + 77, randomNumbers(11)));

  it.each([1000, 65_536, 3 * MIB])('gives fast and slow workers the same bytes, in chunks of %i', async (size) => {
    const broadcast = new Broadcast(2);
    const readers = [reader(broadcast, 0, 0), reader(broadcast, 1, 3)];
    await broadcast.send(
      chunksOf(bytes, size),
      readers.map(({ port }) => port),
      RUNNING,
    );
    for (const { read } of readers) {
      const { bytes: arrived, failure } = await read;
      expect(arrived.equals(bytes)).toBe(true);
      expect(failure).toBeUndefined();
    }
  });

  it('gathers small chunks while all workers are busy', async () => {
    const broadcast = new Broadcast(1);
    const { port, read } = reader(broadcast, 0, 5);
    await broadcast.send(chunksOf(bytes.subarray(0, MIB), 1000), [port], RUNNING);
    // Two at once; behind them, half a MiB each.
    expect((await read).messages).toBeLessThan(8);
  });

  it('hands a chunk on at once when a worker waits for it', async () => {
    const broadcast = new Broadcast(1);
    const { port, read } = reader(broadcast, 0, 0);
    let taken = 0;
    const { taken: count } = broadcast;
    broadcast.taken = (worker) => {
      taken++;
      count.call(broadcast, worker);
    };
    async function* live(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 5; i++) {
        yield bytes.subarray(i * 10, i * 10 + 10);
        while (taken <= i) await setTimeout(1);
      }
    }
    await broadcast.send(live(), [port], RUNNING);
    expect(await read).toMatchObject({ bytes: bytes.subarray(0, 50), messages: 5 });
  });

  it('does not wait for a worker that has left', async () => {
    const broadcast = new Broadcast(2);
    const readers = [reader(broadcast, 0, 0), reader(broadcast, 1, 0, 1)];
    await broadcast.send(
      chunksOf(bytes, 65_536),
      readers.map(({ port }) => port),
      RUNNING,
    );
    expect((await readers[0]?.read)?.bytes.equals(bytes)).toBe(true);
    expect((await readers[1]?.read)?.messages).toBe(1);
  });

  it('tells every worker why a stream ended early, behind what came before', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 100);
      throw Object.assign(new Error('the pipe broke'), { code: 'EPIPE' });
    }
    const broadcast = new Broadcast(1);
    const { port, read } = reader(broadcast, 0, 0);
    await broadcast.send(failing(), [port], RUNNING);
    expect(await read).toMatchObject({
      bytes: bytes.subarray(0, 100),
      failure: { message: 'the pipe broke', code: 'EPIPE' },
    });
  });
});
