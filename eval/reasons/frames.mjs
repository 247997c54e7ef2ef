// Frames behind a length field, walked once more by what the flow's record says of it: where the field stands, how wide it is, and what is added to its value.

const KEPT_BYTES = 4096;
const FIRST_STARTS = 6;

/** The field of a side as `features` tell it; undefined where they tell none. */
export function lengthField(features, side) {
  const [offset, width, little, added, frames] = [
    'prefix_offset',
    'prefix_width',
    'little_endian',
    'added_bytes',
    'frames',
  ].map((name) => features[`framing.${name}.${side}`]);
  return width === undefined ? undefined : { offset, width, isLittle: little === 1, added, frames };
}

/** `{ start, body, end }` of each frame from `at` on, the last one cut where the bytes end; where a length leads nowhere, those before it or undefined. */
export function framesFrom(bytes, at, field, mayEnd = false) {
  const frames = [];
  for (let start = at; start < bytes.length; ) {
    const read = readField(bytes, start + field.offset, field);
    if (read === undefined) break;
    const length = read.value + field.added + (field.width === 0 ? read.next - start : 0);
    if (start + length < read.next) return mayEnd ? frames : undefined;
    frames.push({ start, body: read.next, end: start + length });
    start += length;
  }
  return frames;
}

function readField(bytes, at, { width, isLittle }) {
  if (width > 0) {
    const digits = [...bytes.subarray(at, at + width)];
    if (digits.length < width) return undefined;
    if (isLittle) digits.reverse();
    return { value: digits.reduce((sum, digit) => sum * 256 + digit, 0), next: at + width };
  }
  let value = 0;
  for (let i = 0; i < 4 && at + i < bytes.length; i++) {
    value += (bytes[at + i] & 0x7f) * 128 ** i;
    if (bytes[at + i] < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}

/**
 * Bodies between two stream offsets, without `skipped` bytes of each and `trailer` at its end, each different one once: `from` is the first that was tested, of a
 * body or behind what was skipped. All readings of that.
 */
export function bodiesBetween(bytes, field, from, to, skipped, trailer) {
  const kept = bytes.subarray(0, KEPT_BYTES);
  const readings = [];
  for (const before of new Set([0, skipped])) {
    for (let header = 1; header <= (field.width === 0 ? 4 : 1); header++) {
      const start = from - before - field.offset - (field.width === 0 ? header : field.width);
      const frames = start < 0 ? undefined : framesFrom(kept, start, field);
      if (frames === undefined || frames[0]?.body !== from - before) continue;
      const bodies = frames.map(({ body, end }) => kept.subarray(body + skipped, Math.min(to, end - trailer)));
      readings.push(Buffer.concat(differentOnes(bodies.filter(({ length }) => length > 0))));
    }
  }
  return readings;
}

function differentOnes(pieces) {
  const known = new Set();
  return pieces.filter((piece) => {
    const text = piece.toString('latin1');
    if (known.has(text)) return false;
    known.add(text);
    return true;
  });
}

/** Does the field lead through the side from one of its first pieces on, by as many frames of different lengths as the record counts at least? */
export function leadsThrough({ bytes, ends }, field) {
  const landings = new Set([...ends, bytes.length]);
  return [0, ...ends.slice(0, FIRST_STARTS)].some((start) => {
    const frames = framesFrom(bytes, start, field, true) ?? [];
    const landed = frames.filter(({ end }) => landings.has(end));
    return frames.length >= field.frames && new Set(landed.map(({ start: from, end }) => end - from)).size >= 2;
  });
}
