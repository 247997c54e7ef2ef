// WebSocket frames (RFC 6455 §5.2): two bytes, a longer length, a mask. What a client sends is masked with a key that stands in front: no secret.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';

export const WebSocketOpcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface WebSocketFrame {
  opcode: number;
  final: boolean;
  /** First reserved bit: permessage-deflate (RFC 7692 §6). */
  compressed: boolean;
  masked: boolean;
  payloadAt: number;
  /** By the header; the bytes at hand may end before. */
  payloadBytes: number;
}

const MAX_CONTROL_BYTES = 125;
const KNOWN = new Set<number>(Object.values(WebSocketOpcode));

/** The frame whose header begins at `at`. */
export function readWebSocketFrame(bytes: Uint8Array, at: number): Parsed<WebSocketFrame> {
  if (at + 2 > bytes.length) return needMore('WebSocket frame', at);
  const opcode = bytes[at] & 15;
  const isControl = opcode >= WebSocketOpcode.close;
  const final = (bytes[at] & 0x80) !== 0;
  if (!KNOWN.has(opcode) || (bytes[at] & 0x30) !== 0 || (isControl && !final)) return malformed('WebSocket opcode', at);
  const masked = (bytes[at + 1] & 0x80) !== 0;
  let payloadBytes = bytes[at + 1] & 0x7f;
  let next = at + 2;
  if (payloadBytes > MAX_CONTROL_BYTES) {
    if (isControl) return malformed('length of a control frame', at + 1);
    const wide = payloadBytes === 127;
    if (next + (wide ? 8 : 2) > bytes.length) return needMore('WebSocket length', next);
    payloadBytes = 0;
    for (const end = next + (wide ? 8 : 2); next < end; next++) payloadBytes = payloadBytes * 256 + bytes[next];
    // The shortest form is obliged; more than 2^53 bytes nobody sends.
    if (payloadBytes < (wide ? 0x10000 : 126) || payloadBytes > Number.MAX_SAFE_INTEGER) {
      return malformed('WebSocket length', at + 2);
    }
  }
  const payloadAt = next + (masked ? 4 : 0);
  if (payloadAt > bytes.length) return needMore('WebSocket mask', next);
  return parsed({ opcode, final, compressed: (bytes[at] & 0x40) !== 0, masked, payloadAt, payloadBytes });
}

/** The payload as far as it is at hand, the mask taken off; of an unmasked frame a view. */
export function webSocketPayload(bytes: Uint8Array, frame: WebSocketFrame): Uint8Array {
  const payload = bytes.subarray(frame.payloadAt, frame.payloadAt + frame.payloadBytes);
  if (!frame.masked) return payload;
  const key = frame.payloadAt - 4;
  return payload.map((byte, i) => byte ^ bytes[key + (i & 3)]);
}
