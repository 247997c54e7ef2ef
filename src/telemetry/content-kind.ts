// What a file is when it is no text, from its first bytes: a sentence fit for a message, or undefined for text.

export function nonTextKind(head: Uint8Array): string | undefined {
  for (const [magic, kind] of MAGICS) if (magic.every((byte, i) => head[i] === byte)) return kind;
  return head.includes(0) && !isMostlyLines(head)
    ? 'is binary (NUL bytes among its first characters), not text'
    : undefined;
}

/** How TextDecoder calls the coding of text that begins with a UTF-16 byte order mark; undefined for other files. */
export function utf16Label(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

/** A log whose device lost power has runs of NUL bytes among its lines: most of what is not NUL stands in lines of text. */
function isMostlyLines(head: Uint8Array): boolean {
  let lineBytes = 0;
  let isText = true;
  let textBytes = 0;
  let otherBytes = 0;
  for (const byte of head) {
    if (byte === NEWLINE) {
      if (isText) textBytes += lineBytes;
      else otherBytes += lineBytes;
      lineBytes = 0;
      isText = true;
    } else {
      if (byte !== 0) lineBytes++;
      if (byte < SPACE && !LAYOUT.has(byte)) isText = false;
    }
  }
  // What follows the last line end may be half a line.
  if (!isText) otherBytes += lineBytes;
  return textBytes > otherBytes;
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Tab, carriage return, and the escape of terminal colours. */
const LAYOUT = new Set([0x09, 0x0d, 0x1b]);

const CAPTURE = 'is a packet capture: give it as an argument, with no option before it';

const MAGICS: readonly (readonly [readonly number[], string])[] = [
  [[0xd4, 0xc3, 0xb2, 0xa1], CAPTURE],
  [[0xa1, 0xb2, 0xc3, 0xd4], CAPTURE],
  [[0x4d, 0x3c, 0xb2, 0xa1], CAPTURE],
  [[0xa1, 0xb2, 0x3c, 0x4d], CAPTURE],
  [[0x0a, 0x0d, 0x0d, 0x0a], CAPTURE],
  [[0xff, 0xfe], 'is UTF-16 (a PowerShell redirect writes it): convert it to UTF-8'],
  [[0xfe, 0xff], 'is UTF-16: convert it to UTF-8'],
  [[...new TextEncoder().encode('SQLite format 3')], 'is an SQLite database: export the table as CSV'],
  [[0x50, 0x4b, 0x03, 0x04], 'is a ZIP archive: unpack it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is compressed with zstd: unpack it, or compress with gzip'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is compressed with xz: unpack it, or compress with gzip'],
  [[0x42, 0x5a, 0x68], 'is compressed with bzip2: unpack it, or compress with gzip'],
];
