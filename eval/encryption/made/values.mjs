// Pieces that home-made binary protocols are built of: numbers, ids, hashes, signatures, packed fields. All follow from the draw they are given.

import { createHash } from 'node:crypto';

export function randomBytes(draw, count) {
  return Buffer.from(Array.from({ length: count }, () => draw.whole(0, 255)));
}

export function number(value, bytes, isLittle = false) {
  const field = Buffer.alloc(bytes);
  let rest = Math.max(0, Math.floor(value));
  for (let i = 0; i < bytes; i++) {
    field[isLittle ? i : bytes - 1 - i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return field;
}

export function hash(bytes, text) {
  return createHash('sha512').update(text).digest().subarray(0, bytes);
}

/** RFC 9562 §5.4. */
export function uuid(draw) {
  const id = randomBytes(draw, 16);
  id[6] = (id[6] & 15) | 64;
  id[8] = (id[8] & 63) | 128;
  return id;
}

export function float(value, isLittle) {
  const field = Buffer.alloc(4);
  if (isLittle) field.writeFloatLE(value);
  else field.writeFloatBE(value);
  return field;
}

export function double(value, isLittle) {
  const field = Buffer.alloc(8);
  if (isLittle) field.writeDoubleLE(value);
  else field.writeDoubleBE(value);
  return field;
}

export function varint(value) {
  const bytes = [];
  let rest = Math.floor(value);
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** `values`: of `width` bits each, the highest bit first. */
export function packed(values, width) {
  const bytes = Buffer.alloc(Math.ceil((values.length * width) / 8));
  values.forEach((value, i) => {
    for (let bit = 0; bit < width; bit++) {
      const at = i * width + bit;
      if ((value >> (width - 1 - bit)) & 1) bytes[at >> 3] |= 128 >> (at & 7);
    }
  });
  return bytes;
}

/** Bits of `items` by `hashes` hash functions. */
export function bloom(items, bytes, hashes) {
  const filter = Buffer.alloc(bytes);
  for (const item of items) {
    const digest = createHash('sha512').update(item).digest();
    for (let k = 0; k < hashes; k++) {
      const bit = digest.readUInt32LE(4 * k) % (8 * bytes);
      filter[bit >> 3] |= 1 << (bit & 7);
    }
  }
  return filter;
}

export function several(count, make) {
  return Buffer.concat(Array.from({ length: count }, (_, i) => make(i)));
}
