// What a file is that is no capture, told from its first bytes, and how to make one of it: files that tools write instead of one, or that a
// redirect or a transfer spoiled.

import { visibleText } from '../report/safe-text.ts';
import type { PieceReport } from './piece-report.ts';

const CONVERT = 'editcap (of Wireshark) makes pcapng of it: editcap -F pcapng IN OUT';
const AS_TEXT =
  'was taken as text on its way: use adb exec-out in cmd or a Unix shell, or write to a file there and adb pull it';

const KINDS: readonly (readonly [magic: string, kind: string])[] = [
  ['fffe', `text in UTF-16, as a redirect of PowerShell writes it. A capture so redirected ${AS_TEXT}`],
  ['feff', 'text in UTF-16'],
  ['0d0a0d0d0d0a', `a pcapng file that ${AS_TEXT}`],
  ['736e6f6f70000000', `a snoop file; ${CONVERT}`],
  ['52545353', `a NetMon 1 file; ${CONVERT}`],
  ['474d4255', `a NetMon 2 file; ${CONVERT}`],
  ['54525343', `a Sniffer file; ${CONVERT}`],
  // Behind its compression.
  ['1f8b', 'compressed twice: unpack it once, or pipe it: gzip -dc FILE | cipherscope analyze -'],
  ['28b52ffd', 'compressed twice: unpack it once'],
  ['504b0304', 'a ZIP archive: unpack it'],
  ['377abcaf271c', 'a 7z archive: unpack it'],
  ['fd377a585a00', 'compressed with xz: unpack it, or pipe it: xz -dc FILE | cipherscope analyze -'],
  ['425a68', 'compressed with bzip2: unpack it, or pipe it: bzip2 -dc FILE | cipherscope analyze -'],
  ['04224d18', 'compressed with lz4: unpack it, or pipe it: lz4 -dc FILE | cipherscope analyze -'],
  ['53514c69746520666f726d6174203300', 'an SQLite database'],
];

/** Begins with "not a capture". `head`: the first bytes, 80 are enough. */
export function notCaptureReason(head: Uint8Array): string {
  const hex = Buffer.from(head).toString('hex');
  const known = KINDS.find(([magic]) => hex.startsWith(magic));
  if (known !== undefined) return `not a capture: it is ${known[1]}`;
  const text = firstLine(head);
  if (text !== undefined) return `not a capture: it is text that begins with "${text}"`;
  return `not a capture: it begins with ${hex.slice(0, 16)}, pcap and pcapng begin with a1b2c3d4, d4c3b2a1, a1b23c4d, 4d3cb2a1 or 0a0d0d0a`;
}

/** The same of a stream, which may have ended before anything came, or not unpack. */
export function foreignStreamReason({ foreignHead: head, stop }: Pick<PieceReport, 'foreignHead' | 'stop'>): string {
  if (head === undefined) return `not a capture (${stop?.reason})`;
  return head.length === 0 ? 'empty, not a capture: nothing came' : notCaptureReason(head);
}

/** Undefined where other bytes than those of printable text are among them. */
function firstLine(head: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(head, { stream: true });
  if (/[^\P{Cc}\t\r\n]|\ufffd/u.test(text)) return undefined;
  const line = text.trimStart().split(/[\r\n]/)[0] as string;
  return line === '' ? undefined : visibleText(line);
}
