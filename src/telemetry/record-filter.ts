// Recognises records that were read before: exports of one day repeat the end of the day before. A record is remembered as 53 bits of hash, so
// that among a million of them one is taken for another once in 20,000 runs; past the cap nothing is recognised any more, and counted.

const MAX_RECORDS = 4_000_000;
const FIRST_PLACES = 4096;

export class RecordFilter {
  /** Records that came after the cap and were let through unseen. */
  unchecked = 0;
  /** Open addressing; 0 is an empty place, so that no hash may be 0. */
  #places = new Float64Array(FIRST_PLACES);
  #count = 0;
  readonly #cap: number;

  constructor(cap: number = MAX_RECORDS) {
    this.#cap = cap;
  }

  /** Whatever the order of keys in `record`. */
  isNew(record: unknown): boolean {
    hashValue(record, 0x9747b28c, 0x811c9dc5, 0);
    const hash = (high & 0x1f_ffff) * 2 ** 32 + (low >>> 0) || 2 ** 32;
    const at = placeOf(this.#places, hash, low);
    if (this.#places[at] === hash) return false;
    if (this.#count >= this.#cap) {
      this.unchecked++;
      return true;
    }
    this.#places[at] = hash;
    this.#count++;
    if (this.#count * 2 > this.#places.length) this.#grow();
    return true;
  }

  #grow(): void {
    const places = new Float64Array(this.#places.length * 2);
    for (const hash of this.#places) if (hash !== 0) places[placeOf(places, hash, (hash % 2 ** 32) | 0)] = hash;
    this.#places = places;
  }
}

/** Where the hash stands, or the empty place where it would; `lowBits` are its lower 32. */
function placeOf(places: Float64Array, hash: number, lowBits: number): number {
  const mask = places.length - 1;
  let at = lowBits & mask;
  while (places[at] !== 0 && places[at] !== hash) at = (at + 1) & mask;
  return at;
}

const MAX_DEPTH = 16;
/** What the functions below return: two hashes from different seeds, in one pass over the text. */
let high = 0;
let low = 0;

function hashValue(value: unknown, highSeed: number, lowSeed: number, depth: number): void {
  if (typeof value === 'string') {
    hashText(value, highSeed, lowSeed);
    return;
  }
  if (typeof value !== 'object' || value === null) {
    hashText(String(value), highSeed ^ 0x5bd1e995, lowSeed ^ 0x5bd1e995);
    return;
  }
  let highSum = highSeed;
  let lowSum = lowSeed;
  if (depth >= MAX_DEPTH) {
    // What lies deeper does not count.
  } else if (Array.isArray(value)) {
    for (const item of value) {
      hashValue(item, highSeed, lowSeed, depth + 1);
      highSum = mixed(highSum ^ high);
      lowSum = mixed(lowSum ^ low);
    }
  } else {
    const object = value as Record<string, unknown>;
    // A sum does not depend on the order of its terms.
    for (const key in object) {
      hashText(key, highSeed, lowSeed);
      hashValue(object[key], high, low, depth + 1);
      highSum = (highSum + mixed(high)) | 0;
      lowSum = (lowSum + mixed(low)) | 0;
    }
  }
  high = highSum;
  low = lowSum;
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string, highSeed: number, lowSeed: number): void {
  let a = highSeed;
  let b = lowSeed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x01000193);
  }
  high = mixed(a);
  low = mixed(b);
}

/** The finaliser of MurmurHash3. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
