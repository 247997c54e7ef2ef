// How a stream is cut into messages: length prefixes of every width and byte order, varints, cells of one size. All in the clear.

const WIDTHS = { u16: 2, u24: 3, u32: 4 };

/** Names of the framings with a length that can be read. */
export const LENGTH_FRAMINGS = ['u16be', 'u16le', 'u24be', 'u24le', 'u32be', 'u32le', 'varint'];

/** `kind`: one of LENGTH_FRAMINGS, or `cellN`. `magic`: clear bytes in front of every frame. */
export function frame(kind, body, magic = Buffer.alloc(0)) {
  if (kind.startsWith('cell')) {
    if (body.length !== cellBytes(kind)) throw new Error(`a cell of ${body.length} bytes in ${kind}`);
    return body;
  }
  return Buffer.concat([magic, lengthBytes(kind, body.length), body]);
}

/** The next frame's body; undefined at the end of the stream. */
export async function readFrame(kind, reader, magicBytes = 0) {
  if (kind.startsWith('cell')) return reader.read(cellBytes(kind));
  if (magicBytes > 0 && (await reader.read(magicBytes)) === undefined) return undefined;
  const length = await readLength(kind, reader);
  return length === undefined ? undefined : reader.read(length);
}

export function cellBytes(kind) {
  return Number(kind.slice('cell'.length));
}

export function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function lengthBytes(kind, length) {
  if (kind === 'varint') return varint(length);
  const bytes = Buffer.alloc(WIDTHS[kind.slice(0, 3)]);
  if (kind.endsWith('be')) bytes.writeUIntBE(length, 0, bytes.length);
  else bytes.writeUIntLE(length, 0, bytes.length);
  return bytes;
}

async function readLength(kind, reader) {
  if (kind !== 'varint') {
    const bytes = await reader.read(WIDTHS[kind.slice(0, 3)]);
    if (bytes === undefined) return undefined;
    return kind.endsWith('be') ? bytes.readUIntBE(0, bytes.length) : bytes.readUIntLE(0, bytes.length);
  }
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = (await reader.read(1))?.[0];
    if (byte === undefined) return undefined;
    value += (byte & 127) * shift;
    if (byte < 128) return value;
  }
}
