// The small program of `cipherscope assure`: what it does is known to the last byte, so that a collection can be asked what it saw of it. It makes
// a key pair a round, agrees on a secret, seals a report, writes the sealed blob to a file and sends it in frames over a connection of its own.

import {
  constants,
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

export interface AssurePlan {
  /** Where to send; undefined: a sink on this machine, over loopback. */
  readonly destination: { readonly host: string; readonly port: number } | undefined;
  readonly rounds: number;
  readonly everyMs: number;
}

/** What the program did; the yardstick of `assure check`. */
export interface AssureTruth {
  readonly schema: 'cipherscope.assure/1';
  readonly uid: number;
  readonly pid: number;
  readonly start: string;
  readonly end: string;
  readonly destination: { readonly ip: string; readonly port: number };
  /** Local ports of its connections, one a round. */
  readonly local_ports: readonly number[];
  readonly rounds: number;
  /** Key pairs made, calls of asymmetric cryptography, ciphertexts made, blobs written, messages sent. */
  readonly key_pairs: number;
  readonly calls: number;
  readonly outputs: number;
  readonly files: number;
  readonly sends: number;
}

/** How long a server that does not close its side is waited for after each round. */
const LINGER_MS = 5000;

/** `signal` ends it after the round that is going on; what it did until then is said. Throws an AbortError where nothing was done. */
export async function runAssureProgram(
  { destination, rounds, everyMs }: AssurePlan,
  signal: AbortSignal,
  lingerMs = LINGER_MS,
): Promise<AssureTruth> {
  const sink = destination === undefined ? await openSink() : undefined;
  const target = destination ?? { host: '127.0.0.1', port: portOf(sink) };
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-assure-'));
  const server = { agree: generateKeyPairSync('x25519'), wrap: generateKeyPairSync('rsa', { modulusLength: 2048 }) };
  const start = new Date().toISOString();
  const localPorts: number[] = [];
  let ip = target.host;
  try {
    while (localPorts.length < rounds && !signal.aborted) {
      const socket = await opened(target, signal);
      ip = socket.remoteAddress ?? ip;
      localPorts.push(socket.localPort ?? 0);
      await oneRound(socket, server, join(folder, `blob-${localPorts.length}`), lingerMs);
      if (localPorts.length < rounds) await wait(everyMs, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted || localPorts.length === 0) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    sink?.close();
  }
  const made = localPorts.length;
  if (made === 0) signal.throwIfAborted();
  return {
    schema: 'cipherscope.assure/1',
    uid: process.getuid?.() ?? -1,
    pid: process.pid,
    start,
    end: new Date().toISOString(),
    destination: { ip: ip.replace(/^::ffff:/, ''), port: target.port },
    local_ports: localPorts,
    rounds: made,
    key_pairs: made,
    calls: made * 2,
    outputs: made * 2,
    files: made,
    sends: made * 3,
  };
}

type KeyPair = ReturnType<typeof generateKeyPairSync>;

async function oneRound(
  socket: Socket,
  server: { agree: KeyPair; wrap: KeyPair },
  file: string,
  lingerMs: number,
): Promise<void> {
  const closed = closing(socket);
  const own = generateKeyPairSync('x25519');
  const point = own.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey: server.agree.publicKey });
  const key = Buffer.from(hkdfSync('sha256', shared, '', 'cipherscope assure', 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const report = randomBytes(300 + (point[0] ?? 0));
  const sealed = Buffer.concat([cipher.update(report), cipher.final(), cipher.getAuthTag()]);
  const wrapped = publicEncrypt(
    { key: server.wrap.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    createHash('sha256').update(report).digest(),
  );
  writeFileSync(file, sealed);
  for (const part of [point, wrapped, Buffer.concat([nonce, sealed])]) {
    socket.write(framed(part));
    await wait(20);
  }
  socket.end();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  const fault = await closed;
  clearTimeout(timer);
  if (fault !== undefined) throw fault;
}

/** Waits for the end from now on, whatever comes first: a server may reset the connection between two writes. */
function closing(socket: Socket): Promise<Error | undefined> {
  return new Promise((resolve) => {
    let fault: Error | undefined;
    socket.on('error', (error) => {
      fault = error;
    });
    socket.on('close', () => resolve(fault));
  });
}

function framed(bytes: Uint8Array): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(bytes.length);
  return Buffer.concat([field, bytes]);
}

async function opened({ host, port }: { host: string; port: number }, signal: AbortSignal): Promise<Socket> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.resume();
  return socket;
}

/** Answers each frame with as many random bytes, as a server of such a protocol would. */
async function openSink(): Promise<Server> {
  const sink = createServer((socket) => {
    socket.on('data', (chunk) => socket.write(randomBytes(chunk.length)));
    socket.on('error', () => socket.destroy());
  });
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  return sink;
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
