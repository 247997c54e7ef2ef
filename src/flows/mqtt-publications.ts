// What an MQTT connection publishes in either direction: the payload of its PUBLISH packets (OASIS MQTT 5.0 §3.3, MQTT 3.1.1 §3.3), as far as
// the prefixes hold them. Invariant: packets are walked by their lengths; the walk ends where one is none, or the prefix is over.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';

const MAX_PACKETS = 256;
const PUBLISH = 3;
/** The first level whose packets have properties. */
const WITH_PROPERTIES = 5;
const MAX_LENGTH_BYTES = 4;

/** Of a flow that begins with CONNECT, its protocol level read from there. A payload that the prefix cuts is given as far as it goes. */
export function mqttPublications(flow: FinishedFlow): { orig: Uint8Array[]; resp: Uint8Array[] } {
  const level = connectLevel(flow.orig.prefix);
  return { orig: publicationsOf(flow.orig.prefix, level), resp: publicationsOf(flow.resp.prefix, level) };
}

function connectLevel(prefix: Uint8Array): number {
  const start = readLength(prefix, 1)?.next ?? prefix.length;
  return start + 2 > prefix.length ? 0 : (prefix[start + 2 + u16be(prefix, start)] ?? 0) & 0x7f;
}

function publicationsOf(prefix: Uint8Array, level: number): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let at = 0, count = 0; at < prefix.length && count < MAX_PACKETS; count++) {
    const length = readLength(prefix, at + 1);
    if (length === undefined) break;
    const end = length.next + length.value;
    if (prefix[at] >> 4 === PUBLISH) {
      const start = payloadStart(prefix, length.next, prefix[at], level);
      if (start !== undefined && start < Math.min(end, prefix.length)) {
        payloads.push(prefix.subarray(start, Math.min(end, prefix.length)));
      }
    }
    at = end;
  }
  return payloads;
}

/** Behind the topic, the packet's number where it is acknowledged, and the properties. */
function payloadStart(prefix: Uint8Array, at: number, header: number, level: number): number | undefined {
  if (at + 2 > prefix.length) return undefined;
  const isAcknowledged = (header & 6) !== 0;
  const start = at + 2 + u16be(prefix, at) + (isAcknowledged ? 2 : 0);
  if (level < WITH_PROPERTIES) return start;
  const properties = readLength(prefix, start);
  return properties === undefined ? undefined : properties.next + properties.value;
}

/** Seven bits a byte, the lowest first (§1.5.5). */
function readLength(prefix: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = 0; i < MAX_LENGTH_BYTES && at + i < prefix.length; i++) {
    value += (prefix[at + i] & 0x7f) << (7 * i);
    if (prefix[at + i] < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}
