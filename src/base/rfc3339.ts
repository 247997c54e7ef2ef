// Times of records: RFC 3339 in UTC, six digits of a second, or nine where the capture has nanoseconds.
// RFC 3339 §1 knows the years 0000 to 9999 only: times beyond are clamped to the first or last of them, so that order and schema hold.

const FIRST_SECOND = Date.UTC(2000, 0, 1) / 1000 - 730_485 * 86_400;
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

const DAY_SECONDS = 86_400;
const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

// Most times fall into the day of the one before: its text is kept. A pure function all the same.
let cachedDay = 0;
let cachedText = '1970-01-01T';

/** `us`: µs since the epoch; `nsRemainder`: the nanoseconds 0…999 beyond it, where the capture's clock has them. */
export function rfc3339(us: number, nsRemainder?: number): string {
  const whole = Math.floor(us);
  let second = Math.floor(whole / 1e6);
  // Beyond 2^53 µs, in the year 2255, neither is exact.
  let micros = Math.min(999_999, Math.max(0, whole - second * 1e6));
  let nanos = nsRemainder;
  if (!(second >= FIRST_SECOND && second <= LAST_SECOND)) {
    const after = second > LAST_SECOND;
    second = after ? LAST_SECOND : FIRST_SECOND;
    micros = after ? 999_999 : 0;
    if (nanos !== undefined) nanos = after ? 999 : 0;
  }
  const day = Math.floor(second / DAY_SECONDS);
  if (day !== cachedDay) {
    cachedText = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 11);
    cachedDay = day;
  }
  const ofDay = second - day * DAY_SECONDS;
  const minutes = Math.floor(ofDay / 60);
  const hour = Math.floor(minutes / 60);
  const millis = Math.floor(micros / 1000);
  const time = `${TWO_DIGITS[hour]}:${TWO_DIGITS[minutes - hour * 60]}:${TWO_DIGITS[ofDay - minutes * 60]}`;
  const fraction = THREE_DIGITS[millis] + THREE_DIGITS[micros - millis * 1000];
  return `${cachedText}${time}.${fraction}${nanos === undefined ? '' : THREE_DIGITS[nanos]}Z`;
}

/** µs since the epoch of a time that rfc3339() wrote, to the millisecond; undefined for anything else. */
export function parsedTimeUs(time: string | undefined): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isFinite(ms) ? ms * 1000 : undefined;
}
