// µs since the epoch as RFC 3339 in UTC, six digits.

export function utcText(us: number): string {
  const whole = Math.floor(us / 1e6);
  const micros = Math.round(us - whole * 1e6);
  return `${new Date((whole + Math.floor(micros / 1e6)) * 1000).toISOString().slice(0, 19)}.${String(micros % 1e6).padStart(6, '0')}Z`;
}
