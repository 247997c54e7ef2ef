// What a DNS message can carry for others: the labels of its first question, and the data of TXT and NULL answers (RFC 1035 §3.3.10, §3.3.14).
// Invariant: linear in the message's bytes; a message that does not read yields what was read of it.

import { ByteCursor } from '../base/byte-cursor.ts';
import { readDnsName } from './dns-name.ts';

export interface DnsPayload {
  /** Labels of the first question in wire order, as sent. */
  readonly labels: readonly Uint8Array[];
  /** Data of each TXT answer (its strings joined) and NULL answer. */
  readonly answers: readonly Uint8Array[];
}

const HEADER_BYTES = 12;
const MAX_LABEL_BYTES = 63;
const MAX_ANSWERS = 32;
const NULL = 10;
const TXT = 16;

/** Of the message that fills `start … end`. */
export function readDnsPayload(bytes: Uint8Array, start: number, end: number): DnsPayload {
  const cursor = new ByteCursor(bytes, start, end);
  cursor.skip(4);
  const questions = cursor.u16();
  const records = Math.min(MAX_ANSWERS, cursor.u16());
  cursor.skip(HEADER_BYTES - 8);
  const labels = questions > 0 ? labelsAt(bytes, cursor.offset, cursor.end) : [];
  for (let i = 0; i < questions && !cursor.short; i++) {
    if (readDnsName(cursor, start) === undefined) return { labels, answers: [] };
    cursor.skip(4);
  }
  const answers: Uint8Array[] = [];
  for (let i = 0; i < records && !cursor.short && cursor.remaining > 0; i++) {
    if (readDnsName(cursor, start) === undefined) break;
    const type = cursor.u16();
    cursor.skip(6);
    const data = cursor.take(cursor.u16());
    if (data.length === 0 || cursor.short) continue;
    if (type === NULL) answers.push(data);
    else if (type === TXT) answers.push(joinedStrings(data));
  }
  return { labels, answers };
}

/** A question's name is never compressed: it is the first name of the message. */
function labelsAt(bytes: Uint8Array, start: number, end: number): Uint8Array[] {
  const labels: Uint8Array[] = [];
  for (let at = start; at < end; ) {
    const length = bytes[at];
    if (length === 0 || length > MAX_LABEL_BYTES || at + 1 + length > end) break;
    labels.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels;
}

function joinedStrings(data: Uint8Array): Uint8Array {
  const joined = new Uint8Array(data.length);
  let filled = 0;
  for (let at = 0; at < data.length; at += 1 + data[at]) {
    const part = data.subarray(at + 1, Math.min(data.length, at + 1 + data[at]));
    joined.set(part, filled);
    filled += part.length;
  }
  return joined.subarray(0, filled);
}
