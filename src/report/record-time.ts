// Times of records back as numbers, to the microsecond: Date.parse() stops at the millisecond.

/** µs since the epoch of a time that rfc3339() wrote; undefined for anything else. */
export function recordTimeUs(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const ms = Date.parse(time);
  if (!Number.isFinite(ms)) return undefined;
  // Digits four to six of the second's fraction, where there are such: …T10:20:30.123456Z.
  let micros = 0;
  for (let at = 23; at < 26; at += 1) {
    const digit = time.charCodeAt(at) - 48;
    micros = micros * 10 + (digit >= 0 && digit <= 9 ? digit : 0);
  }
  return ms * 1000 + micros;
}
