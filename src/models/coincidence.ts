// How surprising it is that an app's sends follow its crypto calls: in every bout of activity the calls are shifted round that bout's own awake
// time, many times over, and the shifts that hit as often are counted. One wake-up triggers both, so a plain Poisson rate would overstate.

export interface Coincidence {
  /** Calls that a send followed within the window. */
  readonly hits: number;
  readonly calls: number;
  readonly windowUs: number;
  /** Awake time of the app, in µs. */
  readonly awakeUs: number;
  readonly bouts: number;
  /** Shifts that hit as often or more, of how many. */
  readonly asGood: number;
  readonly shifts: number;
  readonly pValue: number;
}

/** Activity closer together than this is one bout; the length of an idle timeout of UDP flows. */
const BOUT_GAP_US = 60e6;
/** An app that was woken stays awake for some seconds at least, before and after what is seen of it. */
const MARGIN_US = 2e6;
const SHIFTS = 511;
/** Awake for fewer windows than this, an app hits by chance whatever it does. */
const LEAST_WINDOWS = 20;
/** Sends closer together are one burst: the segments of a write, or a request and its body. */
const BURST_GAP_US = 200e3;
/** The log's clock is aligned to some tens of milliseconds; less must not decide. */
export const MIN_WINDOW_US = 50e3;

/** TimeWindow for one app: at most what is configured, and at most a tenth of the mean distance of its sends while it is awake. */
export function correlationWindowUs(configuredUs: number, sends: readonly number[], awakeUs: number): number {
  const bursts = burstsOf(sends);
  const mean = bursts === 0 ? configuredUs : awakeUs / bursts;
  return Math.max(MIN_WINDOW_US, Math.min(configuredUs, mean / 10));
}

/**
 * `calls` and `sends` in µs, ascending; `activity`: every moment at which the app did anything, ascending. A hit is a call that is followed,
 * not preceded, by a send within the window. Undefined where the app was awake too shortly for anything to be said.
 */
export function judgeCoincidence(
  calls: readonly number[],
  sends: readonly number[],
  activity: readonly number[],
  configuredUs: number,
): Coincidence | undefined {
  if (calls.length === 0 || sends.length === 0) return undefined;
  const bouts = boutsOf(activity);
  const awakeUs = bouts.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  const windowUs = correlationWindowUs(configuredUs, sends, awakeUs);
  if (awakeUs < LEAST_WINDOWS * windowUs) return undefined;
  for (const us of calls) boutAt(bouts, us)?.calls.push(us);
  for (const us of sends) boutAt(bouts, us)?.sends.push(us);
  const busy = bouts.filter((bout) => bout.calls.length > 0);
  const hits = busy.reduce((sum, bout) => sum + followed(bout, 0, windowUs), 0);
  let asGood = 0;
  for (let shift = 0; shift < SHIFTS; shift++) {
    let shifted = 0;
    busy.forEach((bout, at) => {
      shifted += followed(bout, share(shift, at) * (bout.toUs - bout.fromUs), windowUs);
    });
    if (shifted >= hits) asGood++;
  }
  return {
    hits,
    calls: calls.length,
    windowUs,
    awakeUs,
    bouts: bouts.length,
    asGood,
    shifts: SHIFTS,
    pValue: (1 + asGood) / (1 + SHIFTS),
  };
}

interface Bout {
  readonly fromUs: number;
  toUs: number;
  readonly calls: number[];
  readonly sends: number[];
}

function boutsOf(activity: readonly number[]): Bout[] {
  const bouts: Bout[] = [];
  for (const us of activity) {
    const last = bouts[bouts.length - 1];
    if (last !== undefined && us - last.toUs <= BOUT_GAP_US) last.toUs = Math.max(last.toUs, us + MARGIN_US);
    else bouts.push({ fromUs: us - MARGIN_US, toUs: us + MARGIN_US, calls: [], sends: [] });
  }
  return bouts;
}

function boutAt(bouts: readonly Bout[], us: number): Bout | undefined {
  let low = 0;
  let high = bouts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (bouts[middle].fromUs <= us) low = middle;
    else high = middle - 1;
  }
  return bouts[low];
}

/** How many calls of a bout, moved on by `shiftUs` round its end, are followed by one of its sends within the window. */
function followed({ fromUs, toUs, calls, sends }: Bout, shiftUs: number, windowUs: number): number {
  if (sends.length === 0) return 0;
  const awakeUs = toUs - fromUs;
  let hits = 0;
  for (const us of calls) {
    const at = fromUs + ((us - fromUs + shiftUs) % awakeUs);
    let low = 0;
    let high = sends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sends[middle] < at) low = middle + 1;
      else high = middle;
    }
    // The first send of a bout does not follow its last call, whatever was shifted.
    if (low < sends.length && sends[low] - at <= windowUs) hits++;
  }
  return hits;
}

/** A number in [0, 1) for each shift and bout, the same in every run: multiples of two irrational numbers are spread evenly (Weyl). */
function share(shift: number, bout: number): number {
  const value = (shift + 1) * 0.6180339887498949 + (shift + 1) * bout * 0.4142135623730951 + bout * 0.7320508075688772;
  return value - Math.floor(value);
}

function burstsOf(sends: readonly number[]): number {
  let bursts = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const us of sends) {
    if (us - last > BURST_GAP_US) bursts++;
    last = us;
  }
  return bursts;
}
