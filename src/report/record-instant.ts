// Times of native records as other formats want them. Text arithmetic where a number would lose nanoseconds.

/** Seconds since the epoch with six decimals' worth of precision; undefined for what is no time of a record. */
export function instantSeconds(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const ms = Date.parse(`${time.slice(0, 19)}Z`);
  if (!Number.isFinite(ms)) return undefined;
  const fraction = /\.(\d{1,6})/.exec(time)?.[1] ?? '';
  // One division: sums of decimal fractions would not print as the digits that were read.
  return (ms * 1000 + Number(fraction.padEnd(6, '0'))) / 1e6;
}

/** The instant `ms` milliseconds later, with six digits of a second. */
export function laterInstant(time: string, ms: number): string {
  const seconds = instantSeconds(time) ?? 0;
  const us = Math.round(seconds * 1e6 + ms * 1000);
  const whole = Math.floor(us / 1e6);
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(us - whole * 1e6).padStart(6, '0')}Z`;
}
