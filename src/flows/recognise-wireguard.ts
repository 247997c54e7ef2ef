// WireGuard, by messages of the right type and length that refer to each other.

import { u32le } from '../base/byte-words.ts';
import {
  answersInitiation,
  dataCounter,
  firstIndex,
  hasZeroReserved,
  WireGuardType,
  wireGuardType,
} from '../parse/wireguard-message.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd, provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** A counter may skip what the network lost, not more. */
const MOST_LOST = 64;

export const wireguardRecogniser = {
  name: 'wireguard',
  transport: 'udp',
  proves:
    'an initiation of 148 bytes whose index the response of 92 bytes repeats (chance below 1e-10); a handshake message alone, reserved bytes zero (1e-11); or data messages of one receiver with rising counters (1e-18)',
  mayBegin: (byte: number) => byte >= WireGuardType.initiation && byte <= WireGuardType.data,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (answered(flow)) return facts('an initiation, and the response that repeats its index');
    const isAll = provedMessages(flow, isMessage) > 0;
    if (isAll && (isHandshake(flow.orig.prefix) || isHandshake(flow.resp.prefix))) return facts('a handshake message');
    if (isDataRun(flow, 1) || isDataRun(flow, 0)) return facts('data messages of one receiver with rising counters');
    return undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'wireguard', kind: 'standard', reason: `WireGuard: ${what}` };
}

/** Reserved bytes may be anything here: the index that is repeated is the proof. Either side may ask for new keys, in mid-flow too. */
function answered(flow: FinishedFlow): boolean {
  const { messages, orig, resp } = flow;
  const initiations: [resp: number | undefined, orig: number | undefined] = [undefined, undefined];
  for (let i = 0; i < messages.count && i < 8; i++) {
    const from = messages.fromOriginator[i] === 1 ? 1 : 0;
    const [own, other] = from === 1 ? [orig.prefix, resp.prefix] : [resp.prefix, orig.prefix];
    const start = messages.prefixOffset[i];
    const type = wireGuardType(own, start, messageEnd(flow, i), messages.bytes[i]);
    if (type === WireGuardType.initiation) initiations[from] = start;
    const initiation = initiations[1 - from];
    if (type !== WireGuardType.response || initiation === undefined) continue;
    if (answersInitiation(other, initiation, own, start)) return true;
  }
  return false;
}

function isMessage(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  return wireGuardType(bytes, start, end, wireBytes) !== undefined && hasZeroReserved(bytes, start);
}

function isHandshake(prefix: Uint8Array): boolean {
  return prefix.length > 0 && prefix[0] !== WireGuardType.data;
}

/** Three data messages at least, to one receiver, each counter near the one before. Reserved bytes may be anything, if always the same. */
function isDataRun(flow: FinishedFlow, fromOriginator: 0 | 1): boolean {
  const { messages } = flow;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  let index: number | undefined;
  let reserved: number | undefined;
  let counter: number | undefined;
  let run = 0;
  for (let i = 0; i < messages.count && run < 8; i++) {
    const start = messages.prefixOffset[i];
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    if (start + 16 > prefix.length) break;
    if (wireGuardType(prefix, start, messageEnd(flow, i), messages.bytes[i]) !== WireGuardType.data) return false;
    const next = dataCounter(prefix, start);
    if (next === undefined || (index !== undefined && firstIndex(prefix, start) !== index)) return false;
    if (reserved !== undefined && u32le(prefix, start) !== reserved) return false;
    // Packets overtake each other, but none comes twice.
    if (counter !== undefined && (next === counter || Math.abs(next - counter) > MOST_LOST)) return false;
    reserved = u32le(prefix, start);
    index = firstIndex(prefix, start);
    counter = next;
    run += 1;
  }
  return run >= 3;
}
