// How a log's clock relates to the capture's: capture time = log time − offset, piecewise where a clock jumped, with a slope where one drifts.

export interface ClockSegment {
  /** Log time from which it holds; the first holds before, too. */
  readonly fromUs: number;
  /** Log minus capture at `fromUs`. */
  readonly offsetUs: number;
  /** Growth of the offset, µs per µs of log time. */
  readonly slope: number;
}

export interface ClockAlignment {
  /** Name of the log. */
  readonly file: string;
  readonly offsetMs: number;
  /** Spread of what the offset was estimated from; absent where there was nothing. */
  readonly residualMs: number | undefined;
  /** The offset is right within this in 95 of 100 cases, as far as the estimate can tell. */
  readonly uncertaintyMs: number | undefined;
  readonly method: 'flag' | 'syn-median' | 'poll-constraints' | 'overlap-search' | 'inherited' | 'assumed';
  /** How many pairs of a flow and a row it rests on. */
  readonly pairs: number;
  readonly driftPpm: number | undefined;
  /** What a reader should know: a time zone, a jump, drift, an offset nobody could check. */
  readonly note: string | undefined;
  readonly segments: readonly ClockSegment[];
  /** Half-width of the window in which a row of this file may match a flow. */
  readonly slackUs: number;
  readonly isIdentity: boolean;
}

export function toCaptureUs(clock: ClockAlignment, logUs: number): number {
  if (clock.isIdentity || !Number.isFinite(logUs)) return logUs;
  let segment = clock.segments[0];
  for (const next of clock.segments) if (next.fromUs <= logUs) segment = next;
  return logUs - segment.offsetUs - segment.slope * (logUs - segment.fromUs);
}

/** The window of a file: three residuals, at least a second (logs often have no finer times), at most a minute. */
export function slackOf(residualUs: number | undefined): number {
  return Math.min(60e6, Math.max(1e6, 3 * (residualUs ?? 0)));
}

const QUARTER_HOUR_US = 900e6;

/** The multiple of 15 minutes an offset is within two seconds of, if it is half an hour or more: then it is a time zone, not drift. */
export function zoneOffsetUs(offsetUs: number): number | undefined {
  const nearest = Math.round(offsetUs / QUARTER_HOUR_US) * QUARTER_HOUR_US;
  return Math.abs(nearest) >= 2 * QUARTER_HOUR_US &&
    Math.abs(offsetUs - nearest) <= 2e6 &&
    Math.abs(nearest) <= 14 * 3600e6
    ? nearest
    : undefined;
}

/** Says what is odd about an offset, or undefined where nothing is. */
export function zoneNote(offsetUs: number): string | undefined {
  const zone = zoneOffsetUs(offsetUs);
  if (zone === undefined) return undefined;
  const hours = zone / 3600e6;
  return `the offset of ${hours > 0 ? '+' : '−'}${Math.abs(hours)} h is a time zone, not drift: one of the clocks was read as local time`;
}
