import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runAssureProgram } from '../../src/run/assure-program.ts';

const UNENDING = new AbortController().signal;

/** The port of a server that ends a connection when its client does. */
async function listening(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    onConnection(socket);
    socket.on('end', () => socket.end());
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the program of assure', () => {
  it('does what it says: one connection a round, three frames each, to a sink of its own', async () => {
    const truth = await runAssureProgram({ destination: undefined, rounds: 2, everyMs: 10 }, UNENDING);
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
    const port = await listening((socket) => socket.on('data', (chunk) => received.push(chunk)));
    await runAssureProgram({ destination: { host: '127.0.0.1', port }, rounds: 1, everyMs: 0 }, UNENDING);
    const bytes = Buffer.concat(received);
    const lengths: number[] = [];
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at)) lengths.push(bytes.readUInt32BE(at));
    expect(lengths.slice(0, 2)).toEqual([32, 256]);
    expect(lengths[2]).toBeGreaterThanOrEqual(300 + 28);
  });

  it('ends at once between two rounds when it is told to, and says what it did until then', async () => {
    const interruption = new AbortController();
    const port = await listening((socket) =>
      socket.resume().on('end', () => setTimeout(() => interruption.abort(), 50)),
    );
    const plan = { destination: { host: '127.0.0.1', port }, rounds: 5, everyMs: 3_600_000 };
    expect(await runAssureProgram(plan, interruption.signal)).toMatchObject({
      rounds: 1,
      key_pairs: 1,
      calls: 2,
      sends: 3,
    });
  });

  it('does not wait for a server that never closes its side', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume());
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const plan = { destination: { host: '127.0.0.1', port }, rounds: 1, everyMs: 0 };
    expect(await runAssureProgram(plan, UNENDING, 10)).toMatchObject({ rounds: 1, sends: 3 });
  });

  it('a connection that is reset between two frames is an error that can be told, and ends nothing else', async () => {
    const port = await listening((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const program = runAssureProgram({ destination: { host: '127.0.0.1', port }, rounds: 1, everyMs: 0 }, UNENDING);
    await expect(program).rejects.toMatchObject({ code: expect.stringMatching(/^(?:ECONNRESET|EPIPE)$/) });
  });

  it('with nothing done there is nothing to say', async () => {
    const program = runAssureProgram({ destination: undefined, rounds: 5, everyMs: 0 }, AbortSignal.abort());
    await expect(program).rejects.toMatchObject({ name: 'AbortError' });
  });
});
