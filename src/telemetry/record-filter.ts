// Recognises records that were read before: exports of one day repeat the end of the day before. A record is remembered as 53 bits of hash, so
// that among a million of them one is taken for another once in 20,000 runs; past the cap nothing is recognised any more, and counted.

const MAX_RECORDS = 4_000_000;

export class RecordFilter {
  /** Records that came after the cap and were let through unseen. */
  unchecked = 0;
  readonly #seen = new Set<number>();

  /** Whatever the order of keys in `record`. */
  isNew(record: unknown): boolean {
    const hash = hash53(record);
    if (this.#seen.has(hash)) return false;
    if (this.#seen.size >= MAX_RECORDS) this.unchecked++;
    else this.#seen.add(hash);
    return true;
  }
}

function hash53(record: unknown): number {
  return (hash32(record, 0x9747b28c, 0) & 0x1f_ffff) * 2 ** 32 + (hash32(record, 0x811c9dc5, 0) >>> 0);
}

const MAX_DEPTH = 16;

function hash32(value: unknown, seed: number, depth: number): number {
  if (typeof value === 'string') return hashText(value, seed);
  if (typeof value !== 'object' || value === null) return hashText(String(value), seed ^ 0x5bd1e995);
  if (depth >= MAX_DEPTH) return seed;
  let hash = seed;
  if (Array.isArray(value)) {
    for (const item of value) hash = mixed(hash ^ hash32(item, seed, depth + 1));
    return hash;
  }
  const object = value as Record<string, unknown>;
  // A sum does not depend on the order of its terms.
  for (const key in object) hash = (hash + mixed(hash32(object[key], hashText(key, seed), depth + 1))) | 0;
  return hash;
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** The finaliser of MurmurHash3. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
