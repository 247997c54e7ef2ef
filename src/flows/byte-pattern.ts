// Patterns of fixed bytes, written as people write them: hexadecimal digits with '.' for a nibble that may be anything, and text in quotes.
// `ffffffff 54 "Source Engine Query"`, `80 00 02 00 .. 00`. Compiled once, when the program starts.

export interface BytePattern {
  readonly values: Uint8Array;
  /** Bits that count. */
  readonly masks: Uint8Array;
  /** The first byte of which a bit counts. */
  readonly first: number;
  /** How many bits count: chance matches one in 2^bits. */
  readonly bits: number;
}

export function bytePattern(source: string): BytePattern {
  const values: number[] = [];
  const masks: number[] = [];
  for (const token of source.match(/"[^"]*"|\S+/g) ?? []) {
    if (token.startsWith('"')) {
      for (let i = 1; i < token.length - 1; i++) {
        values.push(token.charCodeAt(i));
        masks.push(0xff);
      }
      continue;
    }
    if (!/^([0-9a-f.]{2})+$/.test(token)) throw new Error(`"${token}" in the pattern ${source} is not hexadecimal`);
    for (let i = 0; i < token.length; i += 2) {
      const mask = (token[i] === '.' ? 0 : 0xf0) | (token[i + 1] === '.' ? 0 : 0x0f);
      masks.push(mask);
      values.push(Number.parseInt(token.slice(i, i + 2).replaceAll('.', '0'), 16));
    }
  }
  const first = Math.max(
    0,
    masks.findIndex((mask) => mask !== 0),
  );
  return { values: Uint8Array.from(values), masks: Uint8Array.from(masks), first, bits: bitsOf(masks) };
}

export function matchesPattern({ values, masks, first }: BytePattern, bytes: Uint8Array, at: number): boolean {
  if (at + values.length > bytes.length) return false;
  for (let i = first; i < values.length; i++) if ((bytes[at + i] & masks[i]) !== values[i]) return false;
  return true;
}

function bitsOf(masks: readonly number[]): number {
  let bits = 0;
  for (const mask of masks) bits += (mask & 0xf0 ? 4 : 0) + (mask & 0x0f ? 4 : 0);
  return bits;
}
