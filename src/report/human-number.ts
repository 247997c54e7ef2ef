// Numbers as people read them: 1.2 MB (decimal units, IEC 80000-13), 12,345, 99.2 %, 23 h 59 min. Machine output never goes through here.

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** 999 B, 1.2 MB, 310 GB: two or three figures. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 would print as "1000": go up a unit before that happens.
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
  return `${text} ${BYTE_UNITS[unit]}`;
}

/** 1,234,567. */
export function humanCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12 flows`, `1 flow`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${humanCount(count)} ${count === 1 ? singular : plural}`;
}

/** `1 bit`, `0.5 bits`: at most one decimal. */
export function bitsText(bits: number): string {
  const shown = Math.round(bits * 10) / 10;
  return `${shown} ${shown === 1 ? 'bit' : 'bits'}`;
}

/** 99.2 %; never rounds to 0 % what is there, nor to 100 % what is not whole. Undefined where the whole is nothing. */
export function humanShare(part: number, whole: number): string | undefined {
  if (!(whole > 0)) return undefined;
  const percent = (100 * part) / whole;
  if (percent <= 0) return '0 %';
  if (percent >= 100) return '100 %';
  if (percent < 0.1) return '<0.1 %';
  if (percent > 99.9) return '>99.9 %';
  return percent < 10 || percent > 90 ? `${percent.toFixed(1).replace(/\.0$/, '')} %` : `${Math.round(percent)} %`;
}

/** 480 µs, 3.1 s, 12 min, 23 h 59 min, 4 d 3 h. */
export function humanDuration(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1e6) return `${Math.round(us / 1000)} ms`;
  const seconds = us / 1e6;
  if (seconds < 59.95) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3600);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const BEFORE_UNIT = /(\d) (?=(?:%|[kMGT]?B|µs|ms|s|min|h|d|bits?)(?![\p{L}\d]))/gu;

// A count says of what it is one: what stands alone may be a UID, a frame, a port or an offset, whose figures are never set apart.
const COUNT =
  /(?<![\p{L}\d.:,#/@_−-])\d{4,}(?= (?:of \d+ )?(?:[a-z]+ ){0,2}?(?:bytes|bits|flows|messages|packets|keys|calls|events|outputs|sends|blocks|records|queries|lines|shifts|periods|sessions)\b)/gu;

/** A sentence of a record, its counts set apart as everywhere else: 12,358 payload bytes. */
export function groupedCounts(text: string): string {
  return text.replace(COUNT, (digits) => humanCount(Number(digits)));
}

/** With no-break spaces between numbers and their units, so that no line ends between them. */
export function keptWithUnits(text: string): string {
  return text.replace(BEFORE_UNIT, '$1\u00a0');
}

/** One, Two … Nine, 10: a sentence does not begin with a digit. */
export function countWord(count: number): string {
  return ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][count] ?? humanCount(count);
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${humanCount(large)} ${largeUnit}`;
  return small === 0 ? head : `${head} ${small} ${smallUnit}`;
}
