// Times of records made from channels: RFC 3339 in UTC with microseconds. Times outside the years 0000 to 9999 are clamped (RFC 3339 §1).

const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

/** `us`: µs since the epoch. */
export function recordTime(us: number): string {
  const whole = Math.floor(us);
  const second = Math.floor(whole / 1e6);
  if (!(second >= FIRST_SECOND)) return '0000-01-01T00:00:00.000000Z';
  if (second > LAST_SECOND) return '9999-12-31T23:59:59.999999Z';
  const text = new Date(second * 1000).toISOString().slice(0, 19);
  return `${text}.${String(whole - second * 1e6).padStart(6, '0')}Z`;
}
