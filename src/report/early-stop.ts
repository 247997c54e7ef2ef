// Where and why the reading of a capture stopped before its end, how much of the file lies behind, and that one file holds several, in words.

import { counted, humanShare } from './human-number.ts';
import type { CaptureManifest } from './manifest-record.ts';

type ReadCapture = Pick<CaptureManifest, 'file' | 'bytes' | 'stop'>;

/** `a.pcap: malformed: record length 9 …, at byte 120, 1,200 bytes (12 %) unread`; undefined where it was read to its end. */
export function stopMessage(capture: ReadCapture): string | undefined {
  const { file, stop } = capture;
  if (!('offset' in stop)) return undefined;
  const rest = 'read_on' in stop ? ['reading went on behind it'] : unreadRest(capture);
  return [`${file}: ${stop.reason}`, `at byte ${stop.offset}`, ...rest].join(', ');
}

/** `a.pcap: 3 pcap files, one behind the other, …`; undefined for a file that is one capture. */
export function joinedMessage({ file, joined }: Pick<CaptureManifest, 'file' | 'joined'>): string | undefined {
  if (joined === undefined) return undefined;
  return `${file}: ${joined.files} pcap files, one behind the other (the second from byte ${joined.offset} on), each read by its own header, and all as one capture: captures of their own are for "cipherscope batch", a file each.`;
}

/** Empty where nothing was left, or nobody knows: a pipe, a compressed file. */
export function unreadRest({ bytes, stop }: Pick<ReadCapture, 'bytes' | 'stop'>): [words: string] | [] {
  if (!('offset' in stop) || stop.unread_bytes === undefined) return [];
  const share = humanShare(stop.unread_bytes, bytes + stop.unread_bytes);
  return [`${counted(stop.unread_bytes, 'byte')} (${share}) unread`];
}
