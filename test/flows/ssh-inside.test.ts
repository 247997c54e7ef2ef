import { expect, test } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { sshInside } from '../../src/flows/ssh-inside.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(53);
const LATE = { startSeen: false };

/** An enciphered packet whose length is in the clear. */
function sealed(bytes: number, tag: number): Uint8Array {
  const packet = randomBytes(4 + bytes + tag, random);
  new DataView(packet.buffer).setUint32(0, bytes);
  return packet;
}

function clear(type: number, payload: Uint8Array): Uint8Array {
  const padding = 8 + ((8 - ((6 + payload.length) % 8)) % 8);
  const head = Buffer.alloc(6);
  head.writeUInt32BE(2 + payload.length + padding);
  head[4] = padding;
  head[5] = type;
  return Buffer.concat([head, payload, randomBytes(padding, random)]);
}

function string(text: Uint8Array | string): Uint8Array {
  const bytes = Buffer.from(text as Uint8Array);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const from = (side: 'orig' | 'resp', ...parts: Uint8Array[]): SentMessage => ({
  from: side,
  bytes: Buffer.concat(parts),
});

test.each([16, 32, 64, 20])('packets with a clear length and a tag of %i bytes are SSH in mid-flow', (tag) => {
  const messages = [
    from('orig', sealed(32, tag)),
    from('orig', sealed(48, tag), sealed(16, tag)),
    from('orig', sealed(64, tag)),
  ];
  expect(sshInside(finishedFlow(messages, LATE))).toContain(`${tag} bytes behind each`);
  expect(recogniseService(finishedFlow(messages, LATE))).toMatchObject({ service: 'ssh', kind: 'standard' });
  expect(recogniseService(finishedFlow(messages))?.service).not.toBe('ssh');
});

test('a length that is off by a block, or a message that ends elsewhere, is none', () => {
  const good = [from('orig', sealed(32, 16)), from('orig', sealed(48, 16))];
  expect(sshInside(finishedFlow([...good, from('orig', sealed(40, 16))], LATE))).toBeUndefined();
  expect(sshInside(finishedFlow([...good, from('orig', sealed(32, 16), Uint8Array.of(1))], LATE))).toBeUndefined();
  expect(sshInside(finishedFlow(good, LATE))).toBeUndefined();
});

test('a key exchange in the clear is SSH: a public key that fills it, a host key, NEWKEYS', () => {
  const hostKey = string(Buffer.concat([string('ssh-ed25519'), string(randomBytes(32, random))]));
  for (const packet of [
    clear(30, string(randomBytes(32, random))),
    clear(31, Buffer.concat([hostKey, string(randomBytes(32, random)), string(randomBytes(83, random))])),
    clear(21, new Uint8Array(0)),
  ]) {
    expect(sshInside(finishedFlow([from('resp', packet)], LATE))).toBe('packets of its key exchange');
  }
  const other = Buffer.concat([
    string(Buffer.concat([string('http/1.1'), randomBytes(9, random)])),
    randomBytes(60, random),
  ]);
  expect(sshInside(finishedFlow([from('resp', clear(31, other))], LATE))).toBeUndefined();
});
