// Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding): as much of it as the lab's messages need.

import { varint } from './framing.mjs';

export function varintField(number, value) {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

export function bytesField(number, bytes) {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), Buffer.from(bytes)]);
}

export function doubleField(number, value) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(number * 8 + 1), bytes]);
}
