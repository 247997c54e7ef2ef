import { expect, test } from 'vitest';
import { openvpnXorRecogniser } from '../../src/flows/recognise-openvpn-xor.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { joined, orig, recognise, resp } from '../support/recogniser-runs.ts';

const random = randomNumbers(17);
const client = randomBytes(8, random);
const server = randomBytes(8, random);
const packet = (opcode: number, session: Uint8Array, length: number) =>
  joined(Uint8Array.of(opcode), session, randomBytes(length, random));
const data = (length: number) => joined(Uint8Array.of(0x48, 0, 0, 1), randomBytes(length, random));
const CONVERSATION = [
  orig(packet(0x38, client, 33)),
  resp(packet(0x40, server, 45)),
  orig(packet(0x28, client, 41)),
  orig(packet(0x20, client, 300)),
  resp(packet(0x28, server, 41)),
  resp(packet(0x20, server, 900)),
  orig(data(120)),
  resp(data(80)),
];
/** As the patch’s "xormask" does: the mask begins anew with each packet. */
const masked = (mask: Uint8Array) =>
  CONVERSATION.map(({ from, bytes }) => ({ from, bytes: bytes.map((byte, i) => byte ^ mask[i % mask.length]) }));
const udp = { protocol: 17 };

test('a mask of any length leaves opcodes and session ids to compare', () => {
  for (const length of [1, 2, 7, 16, 40]) {
    expect(recognise(openvpnXorRecogniser, masked(randomBytes(length, random)), udp), `${length}`).toEqual({
      service: 'openvpn',
      kind: 'custom',
      scheme: 'openvpn-xor',
      reason: 'opcodes and session ids of OpenVPN under a constant XOR mask',
    });
  }
});

test('packets turned round behind the opcode are found by the session ids at their ends', () => {
  const reversed = CONVERSATION.map(({ from, bytes }) => ({
    from,
    bytes: joined(bytes.subarray(0, 1), bytes.slice(1).reverse()),
  }));
  expect(recognise(openvpnXorRecogniser, reversed, udp)).toMatchObject({ kind: 'custom', scheme: 'openvpn-xor' });
  // Another session in one control packet takes the proof away.
  const other = reversed.map((message, i) => (i === 3 ? { ...message, bytes: randomBytes(309, random) } : message));
  other[3].bytes[0] = 0x20;
  expect(recognise(openvpnXorRecogniser, other, udp)).toBeUndefined();
});

test('without a mask it is OpenVPN as it is', () => {
  expect(recognise(openvpnXorRecogniser, CONVERSATION, udp)).toMatchObject({ service: 'openvpn', kind: 'standard' });
});

test('over TCP the length prefix may be masked or not', () => {
  const framed = CONVERSATION.map(({ from, bytes }) => ({
    from,
    bytes: joined(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes),
  }));
  const relayed = framed.map(({ from, bytes }) => ({ from, bytes: bytes.map((byte) => byte ^ 0x5a) }));
  expect(recognise(openvpnXorRecogniser, relayed, { protocol: 6 })?.scheme).toBe('openvpn-xor');
  const patched = framed.map(({ from, bytes }) => ({
    from,
    bytes: bytes.map((byte, i) => (i < 2 ? byte : byte ^ 0x5a)),
  }));
  expect(recognise(openvpnXorRecogniser, patched, { protocol: 6 })?.scheme).toBe('openvpn-xor');
});

test('turned round between masks, packets of one length still end alike', () => {
  const positioned = (bytes: Uint8Array) => bytes.map((byte, at) => byte ^ ((at + 1) & 255));
  const turned = (bytes: Uint8Array) => joined(bytes.subarray(0, 1), bytes.slice(1).reverse());
  const mask = randomBytes(11, random);
  const obfuscated = (bytes: Uint8Array) =>
    positioned(turned(positioned(bytes))).map((byte, at) => byte ^ (mask[at % mask.length] as number));
  const talk = [
    ...CONVERSATION.slice(0, 6),
    orig(packet(0x28, client, 41)),
    resp(packet(0x28, server, 41)),
    ...CONVERSATION.slice(6),
  ].map(({ from, bytes }) => ({ from, bytes: obfuscated(bytes) }));
  expect(recognise(openvpnXorRecogniser, talk, udp)).toMatchObject({ kind: 'custom', scheme: 'openvpn-xor' });
  const framed = talk.map(({ from, bytes }) => ({
    from,
    bytes: joined(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes),
  }));
  expect(recognise(openvpnXorRecogniser, framed, { protocol: 6 })?.scheme).toBe('openvpn-xor');
  // A session id that changes between two packets of one length takes the proof away.
  const changed = talk.map((message, at) =>
    at === 6
      ? { ...message, bytes: message.bytes.map((byte, k) => (k === message.bytes.length - 3 ? byte ^ 1 : byte)) }
      : message,
  );
  expect(recognise(openvpnXorRecogniser, changed, udp)).toBeUndefined();
});

test('a cipher in place of the mask takes the proof away', () => {
  const encrypted = CONVERSATION.map(({ from, bytes }) => ({ from, bytes: randomBytes(bytes.length, random) }));
  expect(recognise(openvpnXorRecogniser, encrypted, udp)).toBeUndefined();
});

test('a session id that changes, or opcodes that differ otherwise, take the proof away', () => {
  const other = masked(Uint8Array.of(0x33)).map((message, i) =>
    i === 3 ? { ...message, bytes: message.bytes.map((byte, at) => (at === 4 ? byte ^ 1 : byte)) } : message,
  );
  expect(recognise(openvpnXorRecogniser, other, udp)).toBeUndefined();
  const opcode = masked(Uint8Array.of(0x33)).map((message, i) =>
    i === 3 ? { ...message, bytes: message.bytes.map((byte, at) => (at === 0 ? byte ^ 0x80 : byte)) } : message,
  );
  expect(recognise(openvpnXorRecogniser, opcode, udp)).toBeUndefined();
});

test('an echo of what was said is no OpenVPN', () => {
  const [first] = masked(Uint8Array.of(9));
  const bytes = (first as { bytes: Uint8Array }).bytes;
  expect(
    recognise(
      openvpnXorRecogniser,
      [orig(bytes), resp(bytes.map((byte, i) => (i === 0 ? byte ^ 0x78 : byte))), orig(bytes), resp(bytes)],
      udp,
    ),
  ).toBeUndefined();
});
