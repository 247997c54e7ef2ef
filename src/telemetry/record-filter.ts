// Recognises records that were read before: exports of one day repeat the end of the day before. A record is remembered as 53 bits of hash, so
// that among a million of them one is taken for another once in 20,000 runs; past the cap nothing is recognised any more, and counted.

const MAX_RECORDS = 4_000_000;

export class RecordFilter {
  /** Records that came after the cap and were let through unseen. */
  unchecked = 0;
  readonly #seen = new Set<number>();

  isNew(key: string): boolean {
    const hash = hash53(key);
    if (this.#seen.has(hash)) return false;
    if (this.#seen.size >= MAX_RECORDS) this.unchecked++;
    else this.#seen.add(hash);
    return true;
  }
}

/** Two runs of FNV-1a with different offsets, 21 and 32 bits of them. */
function hash53(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    a = Math.imul(a ^ char, 0x01000193);
    b = Math.imul(b ^ char, 0x85ebca6b) ^ (b >>> 13);
  }
  return (b & 0x1f_ffff) * 2 ** 32 + (a >>> 0);
}

/** The same text for the same record, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const object = value as Record<string, unknown>;
  return `{${Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
    .join(',')}}`;
}
