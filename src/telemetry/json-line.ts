// One NDJSON line → an object. Integers too long for a double come back as text: 19-digit nanoseconds, inodes and cookies keep every digit.

/** Undefined where the line is no JSON object. Never throws. */
export function parseJsonLine(line: string): Record<string, unknown> | undefined {
  try {
    let value: unknown = JSON.parse(line);
    if (mayLoseDigits(value, 0) && hasLongNumber(line)) value = JSON.parse(quoteLongNumbers(line));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Nesting past which every line counts as suspect. */
const MAX_DEPTH = 32;

/** Whether a number in it may have had more digits than a double: whole numbers up to 2^53 have not. */
function mayLoseDigits(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return !Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return false;
  if (depth > MAX_DEPTH) return true;
  if (Array.isArray(value)) return value.some((item) => mayLoseDigits(item, depth + 1));
  const object = value as Readonly<Record<string, unknown>>;
  for (const key in object) {
    const own = object[key];
    if (typeof own !== 'string' && mayLoseDigits(own, depth + 1)) return true;
  }
  return false;
}

/** 2^53 has 16 digits; a decimal point may stand among them. */
const LONG = 16;

/** Looks at every 16th character only: a run of 16 digits cannot hide between two of them. */
function hasLongNumber(line: string): boolean {
  for (let i = LONG - 1; i < line.length; i += LONG) {
    if (!isDigitOrPoint(line, i)) continue;
    let from = i;
    let to = i + 1;
    while (from > 0 && i - from < LONG && isDigitOrPoint(line, from - 1)) from--;
    while (to < line.length && to - from < LONG && isDigitOrPoint(line, to)) to++;
    if (to - from >= LONG) return true;
  }
  return false;
}

function isDigitOrPoint(line: string, at: number): boolean {
  const char = line.charCodeAt(at);
  return (char >= 0x30 && char <= 0x39) || char === 0x2e;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function quoteLongNumbers(line: string): string {
  let out = '';
  let copied = 0;
  let at = 0;
  while (at < line.length) {
    const char = line.charCodeAt(at);
    if (char === 0x22) {
      at = endOfString(line, at);
      continue;
    }
    if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      NUMBER.lastIndex = at;
      const token = NUMBER.exec(line)?.[0] ?? line[at];
      if (token.length >= LONG && /^-?\d+(?:\.\d+)?$/.test(token)) {
        out += `${line.slice(copied, at)}"${token}"`;
        copied = at + token.length;
      }
      at += token.length;
      continue;
    }
    at++;
  }
  return out + line.slice(copied);
}

/** One past the closing quote of the string that opens at `at`. */
function endOfString(line: string, at: number): number {
  let i = at + 1;
  while (i < line.length) {
    const char = line.charCodeAt(i);
    if (char === 0x22) return i + 1;
    i += char === 0x5c ? 2 : 1;
  }
  return line.length;
}
