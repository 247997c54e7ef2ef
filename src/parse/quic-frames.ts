// Frames that an Initial packet may hold (RFC 9000 §12.4): CRYPTO is handed on, the others are stepped over. gQUIC has its own number for CRYPTO.

import { ByteCursor } from '../base/byte-cursor.ts';
import type { OffsetStream } from './offset-stream.ts';
import { readQuicVarint } from './quic-varint.ts';

const Frame = {
  padding: 0x00,
  ping: 0x01,
  ack: 0x02,
  ackEcn: 0x03,
  crypto: 0x06,
  googleCrypto: 0x08,
  connectionClose: 0x1c,
} as const;

const MAX_ACK_RANGES = 256;

/** Adds the CRYPTO frames of a packet; false where a frame stands that an Initial cannot hold, or one that runs past the end. */
export function readQuicFrames(frames: Uint8Array, isGoogle: boolean, crypto: OffsetStream): boolean {
  const cursor = new ByteCursor(frames);
  const cryptoType = isGoogle ? Frame.googleCrypto : Frame.crypto;
  while (cursor.remaining > 0) {
    const type = cursor.u8();
    if (type === Frame.padding || type === Frame.ping) continue;
    if (type === cryptoType) {
      const offset = readQuicVarint(cursor);
      const data = cursor.take(readQuicVarint(cursor));
      if (cursor.short) return false;
      crypto.add(offset, data);
    } else if (type === Frame.ack || type === Frame.ackEcn) {
      if (!skipAck(cursor, type === Frame.ackEcn)) return false;
    } else if (type === Frame.connectionClose) {
      readQuicVarint(cursor);
      readQuicVarint(cursor);
      cursor.skip(readQuicVarint(cursor));
    } else {
      return false;
    }
    if (cursor.short) return false;
  }
  return true;
}

/** Largest, delay, number of further ranges, first range; two numbers a range; three counts with ECN (§19.3). */
function skipAck(cursor: ByteCursor, hasEcn: boolean): boolean {
  readQuicVarint(cursor);
  readQuicVarint(cursor);
  const ranges = readQuicVarint(cursor);
  if (ranges > MAX_ACK_RANGES) return false;
  for (let i = 0; i < 1 + ranges * 2 + (hasEcn ? 3 : 0); i++) readQuicVarint(cursor);
  return !cursor.short;
}
