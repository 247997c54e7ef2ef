import { describe, expect, it } from 'vitest';
import { findEmbeddedCiphertext } from '../../src/models/embedded-ciphertext.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

describe('embedded ciphertext', () => {
  const head = 'POST /u HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n';
  const body = randomBytes(400, randomNumbers(7));
  const flow = finishedFlow([{ from: 'orig', bytes: Buffer.concat([Buffer.from(head), body]) }]);

  it('is looked for where the service says how', () => {
    const facts = { service: 'http', kind: 'cleartext', reason: 'HTTP request', http: {} } as const;
    expect(findEmbeddedCiphertext(flow, facts)).toMatchObject({ class: 'embedded', scheme: 'http' });
    // The path of an emulator's control, which any app can send, hides nothing.
    const control = { ...facts, service: 'emulator-grpc' };
    expect(findEmbeddedCiphertext(flow, control)).toMatchObject({ class: 'embedded', scheme: 'http' });
  });

  it('is what follows an upgrade to WebSocket behind which no frame stands', () => {
    const upgrade = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
    const upgraded = finishedFlow([{ from: 'resp', bytes: Buffer.concat([upgrade, body]) }]);
    const facts = (frames: number) =>
      ({
        service: 'websocket',
        kind: 'cleartext',
        reason: 'HTTP upgrade to WebSocket',
        websocket: { frames, binary_messages: 0, compressed: false },
      }) as const;
    expect(findEmbeddedCiphertext(upgraded, facts(0))).toMatchObject({ class: 'embedded', scheme: 'http' });
    expect(findEmbeddedCiphertext(upgraded, facts(3))).toBeUndefined();
  });

  it('is not looked for in services that nobody reads', () => {
    for (const service of ['dns', 'smtp', 'ntp']) {
      expect(findEmbeddedCiphertext(flow, { service, kind: 'cleartext', reason: service })).toBeUndefined();
    }
  });
});
