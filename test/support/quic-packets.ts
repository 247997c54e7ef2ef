// Builds protected QUIC packets for tests: what a client or server would send, with the keys that anybody can derive.

import { createCipheriv } from 'node:crypto';
import {
  deriveInitialKeys,
  initialSalts,
  type QuicInitialKeys,
  type QuicKeys,
} from '../../src/parse/quic-initial-keys.ts';

export interface InitialPlan {
  keys: QuicKeys;
  frames: Uint8Array;
  version?: number;
  destinationId?: Uint8Array;
  token?: Uint8Array;
  packetNumber?: number;
  /** That the packet number takes, 1 to 4; by default 2. */
  numberBytes?: number;
  /** Least length of the packet, reached with PADDING. */
  padTo?: number;
}

const V2 = 0x6b3343cf;

export const CLIENT_ID = Uint8Array.from([0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08]);

export function initialKeys(version = 1, id: Uint8Array = CLIENT_ID): QuicInitialKeys {
  const [salt] = initialSalts(version);
  if (salt === undefined) throw new Error('no salt');
  return deriveInitialKeys(version, salt, id);
}

export function cryptoFrame(offset: number, data: Uint8Array, type = 6): Uint8Array {
  return Uint8Array.from([type, ...varint(offset), ...varint(data.length), ...data]);
}

export function initialPacket(plan: InitialPlan): Uint8Array {
  const { keys, version = 1, destinationId = CLIENT_ID, token = new Uint8Array(), packetNumber = 0, padTo = 0 } = plan;
  const { numberBytes = 2 } = plan;
  const number = Buffer.alloc(4);
  number.writeUInt32BE(packetNumber);
  const shown = number.subarray(4 - numberBytes);
  const head = [
    (version === V2 ? 0xd0 : 0xc0) | (numberBytes - 1),
    ...[version >>> 24, (version >>> 16) & 255, (version >>> 8) & 255, version & 255],
    ...[destinationId.length, ...destinationId, 0],
    ...[...varint(token.length), ...token],
  ];
  // A length of two bytes, a tag of sixteen.
  const room = padTo - head.length - numberBytes - 18 - plan.frames.length;
  const body = Buffer.concat([plan.frames, Buffer.alloc(Math.max(0, room))]);
  const length = numberBytes + body.length + 16;
  const header = Buffer.from([...head, 0x40 | (length >> 8), length & 255, ...shown]);
  const nonce = Buffer.from(keys.iv);
  number.forEach((byte, i) => {
    nonce[8 + i] ^= byte;
  });
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce, { authTagLength: 16 });
  cipher.setAAD(header);
  const sealed = Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
  const packet = Buffer.concat([header, sealed]);
  const numberAt = header.length - numberBytes;
  const mask = createCipheriv('aes-128-ecb', keys.hp, null).update(packet.subarray(numberAt + 4, numberAt + 20));
  packet[0] ^= mask[0] & 15;
  for (let i = 0; i < numberBytes; i++) packet[numberAt + i] ^= mask[1 + i];
  return new Uint8Array(packet);
}

export function varint(value: number): number[] {
  if (value < 64) return [value];
  if (value < 16_384) return [0x40 | (value >> 8), value & 255];
  return [0x80 | (value >>> 24), (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
