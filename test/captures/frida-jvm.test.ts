// The Frida script as it is, its hooks set in a real JVM whose key, cipher and file calls are real; only Android's own classes are stand-ins.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalCryptoImporter } from '../../src/telemetry/canonical-crypto-importer.ts';
import type { CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { captureOf } from '../support/analysed.ts';
import { runBuilt } from '../support/built-command.ts';
import { START_US } from '../support/capture-bytes.ts';
import type { TestPacket } from '../support/packets.ts';
import { importText } from '../telemetry/telemetry-fixture.ts';
import { missingJdk, TracedApp, type TracedRun } from './jvm/traced-app.ts';

const missing = missingJdk();
const validate = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL('../../schema/crypto.schema.json', import.meta.url), 'utf8')),
);
const LIMIT_MS = 300_000;

describe.skipIf(missing !== undefined)(
  `the script in a JVM${missing === undefined ? '' : `, which ${missing}`}`,
  () => {
    const app = new TracedApp();
    beforeAll(() => app.build(), LIMIT_MS);
    afterAll(() => app.remove());

    it('tells every hooked call once, by what the schema has for it', { timeout: LIMIT_MS }, async () => {
      const run = await app.run('calls');
      const events = imported(run);
      expect(count(events, ({ action }) => action)).toEqual({
        trace_started: 2,
        keypair_generated: 1,
        keypair_imported: 2,
        keypair_accessed: 2,
        keypair_destroyed: 1,
        secret_key_created: 1,
        cipher_init: 8,
        cipher_final: 5,
        key_wrap: 2,
        sign: 2,
        verify: 2,
        encode: 4,
        file_write: 3,
      });
      const told = (action: string) =>
        events
          .filter((event) => event.action === action)
          .map(({ operation, inputBytes, outputBytes }) => [operation, inputBytes, outputBytes]);
      expect(told('cipher_final')).toEqual([
        ['encrypt', 100, 112],
        ['decrypt', 112, 100],
        ['encrypt', 100, 112],
        ['encrypt', 100, 256],
        ['encrypt', 100, 112],
      ]);
      expect(told('encode')).toEqual([
        ['encrypt', 112, 152],
        ['encrypt', 112, 152],
        [undefined, 100, 136],
        ['encrypt', 112, 152],
      ]);
      expect(told('file_write')).toEqual([
        ['encrypt', undefined, 112],
        ['encrypt', undefined, 112],
        [undefined, undefined, 100],
      ]);
      expect(told('sign')).toEqual([
        ['sign', undefined, 256],
        ['sign', undefined, 256],
      ]);
      expect(events.filter(({ action }) => action === 'verify').map(({ outcome }) => outcome)).toEqual([
        'success',
        'failure',
      ]);
      const [pair] = events.filter(({ action }) => action === 'keypair_generated');
      expect(pair).toMatchObject({
        uid: 10234,
        packageName: 'com.example.jvm',
        algorithm: 'RSA',
        cryptoClass: 'asymmetric',
      });
      expect(pair.keyId).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(pair.stack?.length).toBe(8);
      // The same output as pieces in arrays, in a buffer, in a file at once, from a stream, in a file by the stream.
      const sealed = events.filter(({ outputBytes, operation }) => outputBytes === 112 && operation === 'encrypt');
      expect(sealed.length).toBe(5);
      expect(new Set(sealed.map(({ outputSha256, outputPrefix }) => `${outputSha256} ${outputPrefix}`)).size).toBe(1);
    });

    it('loses no call of threads that run at once', { timeout: LIMIT_MS }, async () => {
      const events = imported(await app.run('threads'));
      expect(count(events, ({ action }) => action)).toMatchObject({ cipher_init: 100, cipher_final: 100 });
    });

    it('betrays no key, no plaintext and no ciphertext as a whole', { timeout: LIMIT_MS }, async () => {
      const withoutKey = await app.run('adversary', { caseKey: 'none' });
      for (const run of [await app.run('adversary'), withoutKey]) {
        const text = run.lines.join('\n');
        expect(run.secrets.length).toBeGreaterThan(25);
        for (const { kind, bytes } of run.secrets)
          expect(tracesOf(kind, bytes, text), `${kind} of ${bytes.length}`).toEqual([]);
        expect(text.includes('4711')).toBe(false);
        for (const line of run.lines) expect(validate(JSON.parse(line)), line).toBe(true);
      }
      expect(withoutKey.lines.join('')).not.toContain('hmac');
      expect(withoutKey.errors).toBe('crypto-trace: caseKey is not 64 hex digits, so inputs get no HMAC\n');
    });

    it('lets the ciphertext be found in what the app sent', { timeout: LIMIT_MS }, async () => {
      const sink = await Sink.open();
      const run = await app.run('beacon', { port: sink.port });
      await sink.close();
      const file = (name: string) => join(app.folder, name);
      writeFileSync(file('app.pcap'), captureOf(sink.packets()));
      writeFileSync(file('crypto.ndjson'), `${run.lines.join('\n')}\n`);
      writeFileSync(
        file('sockets.ndjson'),
        sink
          .socketRows()
          .map((row) => `${JSON.stringify(row)}\n`)
          .join(''),
      );
      writeFileSync(file('packages.txt'), 'package:com.example.jvm uid:10234\n');
      const logs = ['crypto.ndjson', 'sockets.ndjson', 'packages.txt'].flatMap((name) => ['-t', file(name)]);
      const { code, stderr } = await runBuilt(['analyze', file('app.pcap'), ...logs, '-o', file('out')]);
      expect(code, stderr).toBe(0);
      const [finding, ...others] = readFileSync(join(file('out'), 'findings.ndjson'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(others).toEqual([]);
      const { areas, evidence, app: named } = JSON.parse(finding);
      expect(named.packages).toEqual(['com.example.jvm']);
      expect([areas.key_lifecycle.status, areas.asymmetric_api_use.status]).toEqual(['observed', 'observed']);
      expect(areas.ciphertext_transformation.status).toBe('observed');
      const matches = evidence.filter((item: { kind: string }) => item.kind === 'content_match');
      expect(matches.map(({ numbers }: { numbers: object }) => numbers)).toMatchObject([
        // Six sealed messages behind their length; three more, each as what the cipher and as what the encoder put out.
        { outputs: 12, matches: 12, whole: 12, length_prefixed: 6 },
      ]);
    });
  },
);

/** What importing the lines gives; the script's errors, rows that the schema refuses and fields that had to be dropped fail the test. */
function imported({ lines, errors }: TracedRun): CryptoEvent[] {
  expect(errors).toBe('');
  for (const line of lines)
    expect(validate(JSON.parse(line)), `${line}: ${JSON.stringify(validate.errors)}`).toBe(true);
  const { crypto, redacted, rejected } = importText(canonicalCryptoImporter, lines.join('\n'));
  expect([crypto.length, redacted, rejected]).toEqual([lines.length, 0, []]);
  return crypto;
}

function count<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

/** Forms of a secret that stand in the text: of ciphertext the whole, of anything else any eight bytes, or all where there are fewer. */
function tracesOf(kind: string, bytes: Buffer, text: string): string[] {
  const window = kind === 'ciphertext' ? bytes.length : Math.min(8, bytes.length);
  // Three bytes or fewer stand in any text by chance.
  if (window <= 3) return [];
  const found: string[] = [];
  for (let at = 0; at + window <= bytes.length; at++) {
    const piece = bytes.subarray(at, at + window);
    for (const form of [piece.toString('hex'), piece.toString('latin1'), piece.toString('base64').replace(/.?=*$/, '')])
      if (form.length > 3 && text.includes(form)) found.push(form);
  }
  return found;
}

interface Arrival {
  readonly timeUs: number;
  readonly bytes: Buffer;
}

/** Takes what the app sends over real sockets, and writes it down as a capture of the device would have it. */
class Sink {
  readonly #connections: { port: number; openUs: number; arrivals: Arrival[]; closeUs: number }[] = [];
  readonly #server = createServer((socket) => this.#take(socket));

  static async open(): Promise<Sink> {
    const sink = new Sink();
    await new Promise<void>((resolve) => sink.#server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take(socket: Socket): void {
    const connection = { port: socket.remotePort ?? 0, openUs: nowUs(), arrivals: [] as Arrival[], closeUs: 0 };
    this.#connections.push(connection);
    socket.on('data', (bytes) => connection.arrivals.push({ timeUs: nowUs(), bytes }));
    socket.on('close', () => {
      connection.closeUs = nowUs();
    });
  }

  packets(): TestPacket[] {
    return this.#connections.flatMap(({ port, openUs, arrivals, closeUs }) => {
      const [from, to] = [`10.0.2.15:${port}`, '203.0.113.7:8443'];
      const out = (timeUs: number, more: Partial<TestPacket>): TestPacket => ({
        from,
        to,
        atUs: timeUs - START_US,
        ...more,
      });
      const back = (timeUs: number, more: Partial<TestPacket>): TestPacket => ({
        ...out(timeUs, more),
        from: to,
        to: from,
      });
      const packets = [
        out(openUs, { flags: 'S', sequence: 99 }),
        back(openUs + 100, { flags: 'SA', sequence: 999, acknowledgment: 100 }),
        out(openUs + 200, { sequence: 100, acknowledgment: 1000 }),
      ];
      let sequence = 100;
      for (const { timeUs, bytes } of arrivals)
        for (let at = 0; at < bytes.length; at += 1400) {
          const payload = bytes.subarray(at, at + 1400);
          packets.push(
            out(Math.max(timeUs, openUs + 300) + at, { flags: 'PA', sequence, acknowledgment: 1000, payload }),
          );
          sequence += payload.length;
        }
      packets.push(out(closeUs + 2000, { flags: 'FA', sequence, acknowledgment: 1000 }));
      return packets;
    });
  }

  socketRows(): object[] {
    return this.#connections.map(({ port, openUs, closeUs }) => ({
      schema: 'cipherscope.socket/1',
      'event.action': 'socket_open',
      'event.start': new Date(openUs / 1000).toISOString(),
      'event.end': new Date(closeUs / 1000 + 10).toISOString(),
      'network.transport': 'tcp',
      'source.ip': '10.0.2.15',
      'source.port': port,
      'destination.ip': '203.0.113.7',
      'destination.port': 8443,
      'android.uid': 10234,
    }));
  }
}

function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
