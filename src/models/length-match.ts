// Lengths of an app's own ciphertext found again as lengths of what it sent next, under one constant overhead (a frame's header, a TLS record's
// tag, a request's fixed part). Weak by itself, telling in numbers; lengths that hardly vary match anything, and are worth nothing.

export interface LengthEvent {
  readonly timeUs: number;
  readonly bytes: number;
}

export interface LengthMatch {
  readonly hits: number;
  readonly events: number;
  readonly overheadBytes: number;
  /** 1, or 4/3 for base64 and 2 for hex. */
  readonly scale: number;
  /** Chance that one event fits one message of this channel, by the lengths themselves. */
  readonly chance: number;
  readonly pValue: number;
}

const MAX_OVERHEAD = 96;
/** Fewer hits are not looked at, as three points define a rule badly. */
const MIN_HITS = 3;
const SCALES = [1, 4 / 3, 2];
/** Codings and overheads that are tried, one pair of which may fit by chance. */
export const LENGTH_TRIALS = [SCALES.length, MAX_OVERHEAD + 1] as const;
/** The same write follows an encryption within this time. */
const NEXT_WRITE_US = 500e3;
/** Of one channel; what is beyond adds nothing. */
const MAX_EVENTS = 512;

/** `outputs` and `messages` ascending in time. Undefined where fewer than three outputs of at least three lengths have a message after them. */
export function matchLengths(
  outputs: readonly LengthEvent[],
  messages: readonly LengthEvent[],
): LengthMatch | undefined {
  const pairs: { output: number; message: number }[] = [];
  let next = 0;
  /** The message that the outputs taken last precede. */
  let at = -1;
  const taken = new Set<number>();
  for (const { timeUs, bytes } of outputs.slice(0, MAX_EVENTS)) {
    while (next < messages.length && messages[next].timeUs < timeUs) next++;
    const message = messages[next];
    if (message === undefined || message.timeUs - timeUs > NEXT_WRITE_US) continue;
    if (next !== at) taken.clear();
    at = next;
    // One message holds one output of a length, whether two calls made it or two hooks tell of one.
    if (taken.has(bytes)) continue;
    taken.add(bytes);
    pairs.push({ output: bytes, message: message.bytes });
  }
  if (pairs.length < MIN_HITS || new Set(pairs.map(({ output }) => output)).size < MIN_HITS) return undefined;
  let best: LengthMatch | undefined;
  for (const scale of SCALES) {
    const counts = new Map<number, number>();
    for (const { output, message } of pairs) {
      const overhead = message - coded(output, scale);
      if (overhead >= 0 && overhead <= MAX_OVERHEAD) counts.set(overhead, (counts.get(overhead) ?? 0) + 1);
    }
    for (const [overheadBytes, hits] of counts) {
      if (hits < MIN_HITS) continue;
      const chance = chanceOf(pairs, overheadBytes, scale);
      const pValue = Math.min(1, binomialTail(pairs.length, hits, chance) * LENGTH_TRIALS[0] * LENGTH_TRIALS[1]);
      if (best === undefined || pValue < best.pValue)
        best = { hits, events: pairs.length, overheadBytes, scale, chance, pValue };
    }
  }
  return best;
}

/** How often an output would fit a message of another output. */
function chanceOf(pairs: readonly { output: number; message: number }[], overhead: number, scale: number): number {
  let fits = 0;
  let trials = 0;
  for (let i = 0; i < pairs.length; i++) {
    for (let j = 0; j < pairs.length; j++) {
      if (i === j) continue;
      trials++;
      if (coded(pairs[i].output, scale) + overhead === pairs[j].message) fits++;
    }
  }
  // One more than was seen: no fit in n trials does not make the chance nothing.
  return (fits + 1) / (trials + 1);
}

function coded(bytes: number, scale: number): number {
  return scale === 1 ? bytes : scale === 2 ? bytes * 2 : Math.ceil(bytes / 3) * 4;
}

/** P(X ≥ hits) for X ~ Binomial(n, p), summed in logarithms. */
export function binomialTail(n: number, hits: number, p: number): number {
  if (hits <= 0 || p >= 1) return 1;
  let total = 0;
  let log = 0;
  for (let k = 1; k <= n; k++) {
    log += Math.log(n - k + 1) - Math.log(k);
    if (k >= hits) total += Math.exp(log + k * Math.log(p) + (n - k) * Math.log1p(-p));
  }
  return Math.min(1, total);
}
