// Frames of HTTP/2 (RFC 9113 §4.1) as tests need them, with header blocks of literals only (RFC 7541 §6.2.2).

export function frame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return new Uint8Array(Buffer.concat([head, payload]));
}

export const data = (stream: number, payload: Uint8Array): Uint8Array => frame(0, 0, stream, payload);

/** Names and values of fewer than 127 bytes. */
export function headers(stream: number, fields: Readonly<Record<string, string>>): Uint8Array {
  const text = (value: string) => [value.length, ...Buffer.from(value, 'latin1')];
  const block = Object.entries({ 'x-any': 'y', ...fields }).flatMap(([name, value]) => [
    0,
    ...text(name),
    ...text(value),
  ]);
  return frame(1, 0x4, stream, Uint8Array.from(block));
}

/** A message of gRPC behind its flag and length. */
export function grpcMessage(bytes: Uint8Array, flag = 0): Uint8Array {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(bytes.length, 1);
  return new Uint8Array(Buffer.concat([head, bytes]));
}
