// The identification string that opens an SSH connection (RFC 4253 §4.2): SSH-protoversion-softwareversion SP comments CR LF.
// A server may send other lines before it; a client may not.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { utf8Text } from './byte-text.ts';

export interface SshIdentification {
  /** The whole string without its line ending. */
  text: string;
  /** '2.0', or '1.99' and '1.5' of older servers (§5.1). */
  protocolVersion: string;
  softwareVersion: string;
  comments?: string;
  /** Where the line stands that follows. */
  end: number;
}

/** 255 characters, CR and LF included (§4.2). */
const MAX_LINE_BYTES = 255;
/** What servers say before they identify themselves: a banner page at most. */
const MAX_LINES_BEFORE = 50;
const MAX_BYTES_BEFORE = 4096;

const LF = 0x0a;
const CR = 0x0d;

export function readSshIdentification(bytes: Uint8Array): Parsed<SshIdentification> {
  let lineStart = 0;
  for (let line = 0; line <= MAX_LINES_BEFORE && lineStart <= MAX_BYTES_BEFORE; line++) {
    if (isIdentification(bytes, lineStart)) return readIdentification(bytes, lineStart);
    const lineEnd = textLineEnd(bytes, lineStart);
    if (lineEnd === undefined) return malformed('not SSH', lineStart);
    if (lineEnd === bytes.length) return needMore('SSH identification', lineStart);
    lineStart = lineEnd + 1;
  }
  return malformed('no SSH identification', lineStart);
}

function readIdentification(bytes: Uint8Array, start: number): Parsed<SshIdentification> {
  const lineEnd = bytes.indexOf(LF, start);
  if (lineEnd < 0) {
    return bytes.length - start > MAX_LINE_BYTES
      ? malformed('SSH identification', start)
      : needMore('SSH identification', start);
  }
  const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
  if (end - start > MAX_LINE_BYTES) return malformed('SSH identification', start);
  const text = utf8Text(bytes, start, end);
  const match = /^SSH-(\d{1,2}\.\d{1,3})-([^ ]*)(?: (.*))?$/s.exec(text);
  if (match === null) return malformed('SSH identification', start);
  const value: SshIdentification = {
    text,
    protocolVersion: match[1] as string,
    softwareVersion: match[2] as string,
    end: lineEnd + 1,
  };
  if (match[3] !== undefined) value.comments = match[3];
  return parsed(value);
}

/** `SSH-` and a digit. */
function isIdentification(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x53 &&
    bytes[at + 1] === 0x53 &&
    bytes[at + 2] === 0x48 &&
    bytes[at + 3] === 0x2d &&
    bytes[at + 4] >= 0x31 &&
    bytes[at + 4] <= 0x39
  );
}

/** Index of the line feed, the length where there is none yet, undefined where the line is not text. */
function textLineEnd(bytes: Uint8Array, start: number): number | undefined {
  let at = start;
  while (at < bytes.length && bytes[at] !== LF) {
    const byte = bytes[at];
    if ((byte < 0x20 && byte !== CR && byte !== 0x09) || byte === 0x7f) return undefined;
    at++;
  }
  return at;
}
