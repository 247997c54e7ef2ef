import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runAssureProgram } from '../../src/run/assure-program.ts';

describe('the program of assure', () => {
  it('does what it says: one connection a round, three frames each, to a sink of its own', async () => {
    const truth = await runAssureProgram({ destination: undefined, rounds: 2, everyMs: 10 });
    expect(truth).toMatchObject({
      rounds: 2,
      key_pairs: 2,
      calls: 4,
      outputs: 4,
      sends: 6,
      files: 2,
      uid: process.getuid?.(),
    });
    expect(truth.destination.ip).toBe('127.0.0.1');
    expect(new Set(truth.local_ports).size).toBe(2);
    expect(Date.parse(truth.end)).toBeGreaterThanOrEqual(Date.parse(truth.start));
  });

  it('sends its frames where it is told to', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('data', (chunk) => received.push(chunk));
      socket.on('end', () => socket.end());
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await runAssureProgram({ destination: { host: '127.0.0.1', port }, rounds: 1, everyMs: 0 });
    const bytes = Buffer.concat(received);
    const lengths: number[] = [];
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at)) lengths.push(bytes.readUInt32BE(at));
    expect(lengths.slice(0, 2)).toEqual([32, 256]);
    expect(lengths[2]).toBeGreaterThanOrEqual(300 + 28);
  });
});
