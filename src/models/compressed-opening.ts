// Does a message open as a deflate (RFC 1951) or brotli (RFC 7932) stream can? Their first codes are read by hand: nearly all random bytes
// fail there, for a hundredth of what a decoder costs. Never false for a stream that decodes to anything.

/** Symbols of a fixed deflate block that are followed. */
const SYMBOLS_MAX = 64;
/** RFC 1951 §3.2.5: extra bits and least value of length codes 257 … 285 and of distance codes 0 … 29. */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const LENGTH_LEAST = LENGTH_BITS.map((_, code) => (code === 28 ? 258 : 3 + sumOf(LENGTH_BITS, code)));
const DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));
const DISTANCE_LEAST = DISTANCE_BITS.map((_, code) => 1 + sumOf(DISTANCE_BITS, code));
const END_OF_BLOCK = 256;

function sumOf(bits: readonly number[], count: number): number {
  return bits.slice(0, count).reduce((sum, extra) => sum + 2 ** extra, 0);
}

let source: Uint8Array = new Uint8Array(0);
let bitAt = 0;

/** `count` ≤ 24 bits, least significant first; zeros beyond the end. */
function bits(count: number): number {
  const at = bitAt >> 3;
  const value = (source[at] | (source[at + 1] << 8) | (source[at + 2] << 16) | (source[at + 3] << 24)) >>> (bitAt & 7);
  bitAt += count;
  return value & ((1 << count) - 1);
}

/** A Huffman code of `count` bits, most significant first. */
function code(count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = (value << 1) | bits(1);
  return value;
}

function isBeyondEnd(): boolean {
  return bitAt > source.length * 8;
}

/** `bytes` begin a block of fixed Huffman codes (§3.2.6): its first codes exist and repeat nothing that was not there. */
export function opensAsFixedDeflate(bytes: Uint8Array): boolean {
  source = bytes;
  bitAt = 3;
  let output = 0;
  for (let symbols = 0; symbols < SYMBOLS_MAX; symbols++) {
    const symbol = fixedSymbol();
    if (isBeyondEnd() || symbol === END_OF_BLOCK) return true;
    if (symbol < END_OF_BLOCK) {
      output++;
      continue;
    }
    const length = symbol - END_OF_BLOCK - 1;
    if (length >= LENGTH_BITS.length) return false;
    const repeated = LENGTH_LEAST[length] + bits(LENGTH_BITS[length]);
    const distance = code(5);
    if (isBeyondEnd()) return true;
    if (distance >= DISTANCE_BITS.length) return false;
    const back = DISTANCE_LEAST[distance] + bits(DISTANCE_BITS[distance]);
    if (isBeyondEnd()) return true;
    if (back > output) return false;
    output += repeated;
  }
  return true;
}

/** RFC 1951 §3.2.7. */
const MAX_CODE_LENGTH_CODES = 19;
const CODE_LENGTH_SPACE = 128;
const MAX_LITERAL_CODES = 286;
const MAX_DISTANCE_CODES = 30;

/** `bytes` begin a block of any kind: a stored one says its length twice (§3.2.4), of a dynamic one the code for code lengths is complete. */
export function opensAsDeflate(bytes: Uint8Array): boolean {
  source = bytes;
  bitAt = 1;
  const kind = bits(2);
  if (kind === 1) return opensAsFixedDeflate(bytes);
  if (kind === 3) return false;
  if (kind === 0) {
    bitAt = 8;
    return bits(16) === (bits(16) ^ 0xffff);
  }
  if (257 + bits(5) > MAX_LITERAL_CODES || 1 + bits(5) > MAX_DISTANCE_CODES) return false;
  const lengths = Math.min(MAX_CODE_LENGTH_CODES, bits(4) + 4);
  let space = 0;
  for (let i = 0; i < lengths; i++) {
    const length = bits(3);
    if (length > 0) space += CODE_LENGTH_SPACE >> length;
  }
  return space === CODE_LENGTH_SPACE && !isBeyondEnd();
}

function fixedSymbol(): number {
  const seven = code(7);
  if (seven < 0b0011000) return END_OF_BLOCK + seven;
  const eight = (seven << 1) | bits(1);
  if (eight < 0xc0) return eight - 0x30;
  if (eight < 0xc8) return 280 + eight - 0xc0;
  return 144 + ((eight << 1) | bits(1)) - 0x190;
}

/** `bytes` begin with a compressed meta-block whose first prefix codes are complete (RFC 7932 §3.4, §3.5, §9.2). */
export function opensAsBrotli(bytes: Uint8Array): boolean {
  source = bytes;
  bitAt = 0;
  // §9.1: the size of the window.
  if (bits(1) === 1 && bits(3) === 0) bits(3);
  const isLast = bits(1) === 1;
  if (isLast && bits(1) === 1) return false;
  const nibbles = bits(2) + 4;
  // Metadata, behind which another meta-block stands.
  if (nibbles > 6) return true;
  bits((nibbles - 1) * 4);
  if (bits(4) === 0 && nibbles > 4) return false;
  // A stored block has no codes.
  if (!isLast && bits(1) === 1) return true;
  for (let category = 0; category < 3; category++) {
    const types = blockTypes();
    if (types > 1) return isPrefixCode(types + 2) !== 'none';
  }
  // Distance parameters, and the context mode of the only block type of literals.
  bits(6 + 2);
  for (let map = 0; map < 2; map++) {
    const trees = blockTypes();
    if (trees === 1) continue;
    const longestRun = bits(1) === 1 ? bits(4) + 1 : 0;
    return isPrefixCode(trees + longestRun) !== 'none';
  }
  const literals = isPrefixCode(LITERALS);
  return literals === 'simple' ? isPrefixCode(COMMANDS) !== 'none' : literals === 'complex';
}

/** A message that begins a meta-block of up to 64 KiB (§9.2) and expands less than telemetry can. */
const MAX_EXPANSION = 64;

/** The same of a whole message: how much its first meta-block holds is in keeping with how long it is. */
export function opensAsWholeBrotli(bytes: Uint8Array): boolean {
  source = bytes;
  bitAt = 0;
  if (bits(1) === 1 && bits(3) === 0) bits(3);
  if (bits(1) === 1 && bits(1) === 1) return false;
  return bits(2) === 0 && bits(16) < MAX_EXPANSION * bytes.length && opensAsBrotli(bytes);
}

const LITERALS = 256;
const COMMANDS = 704;

/** 1 … 256 (§9.2). */
function blockTypes(): number {
  if (bits(1) === 0) return 1;
  const extra = bits(3);
  return 1 + (1 << extra) + bits(extra);
}

/** §3.5: bits and value of the code for code lengths, by the next four bits. */
const LENGTH_CODE_BITS = [2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4];
const LENGTH_CODE_VALUES = [0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5];
const LENGTH_CODES = 18;
const CODE_SPACE = 32;

/** Reads a simple code to its end, and of a complex one the code of its lengths; 'none' where it is no prefix code, or the bytes end. */
function isPrefixCode(alphabet: number): 'simple' | 'complex' | 'none' {
  const skipped = bits(2);
  if (skipped === 1) return isSimpleCode(alphabet) && !isBeyondEnd() ? 'simple' : 'none';
  let space = CODE_SPACE;
  let codes = 0;
  for (let i = skipped; i < LENGTH_CODES && space > 0; i++) {
    const next = bits(4);
    bitAt -= 4 - LENGTH_CODE_BITS[next];
    const length = LENGTH_CODE_VALUES[next];
    if (length === 0) continue;
    space -= CODE_SPACE >> length;
    codes++;
  }
  return (space === 0 || codes === 1) && !isBeyondEnd() ? 'complex' : 'none';
}

/** §3.4: one to four different symbols. */
function isSimpleCode(alphabet: number): boolean {
  const count = bits(2) + 1;
  const width = 32 - Math.clz32(alphabet - 1);
  const symbols: number[] = [];
  for (let i = 0; i < count; i++) {
    const symbol = bits(width);
    if (symbol >= alphabet || symbols.includes(symbol)) return false;
    symbols.push(symbol);
  }
  if (count === 4) bits(1);
  return true;
}
