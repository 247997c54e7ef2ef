// OpenVPN over UDP, and over TCP behind a length of two bytes, by the resets with which both sides begin, or by data packets that count where
// the beginning was missed.

import { u16be, u32be } from '../base/byte-words.ts';
import {
  hasReplayStamp,
  isClientReset,
  isPlainAnswer,
  isPlainReset,
  isServerReset,
  OpenVpnOpcode,
  repeatsSession,
  SESSION_AT,
} from '../parse/openvpn-packet.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import { openVpnPackets } from './openvpn-packets.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Opcode and peer, packet id, and a tag of 16 bytes. */
const DATA_BYTES = 24;
const DATA_STEPS = 3;
/** Packets that may be missing between two. */
const MOST_LOST = 64;

export const openvpnRecogniser = {
  name: 'openvpn',
  transport: 'both',
  proves:
    'a client reset whose session id the server repeats (chance 1e-17), or resets stamped with packet id 1 and the time of the capture (1e-13), or one reset that is empty as an unprotected one must be (1e-14), or four data packets of one peer whose packet ids rise by little (1e-20)',
  // Over TCP the length's high byte.
  mayBegin: (byte: number) => byte < 6 || (byte >= OpenVpnOpcode.control && byte <= 0x5f),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const isTcp = flow.protocol === IpProtocol.tcp;
    const client = flow.orig.prefix;
    const server = flow.resp.prefix;
    const start = isTcp ? 2 : 0;
    const clientEnd = isTcp ? framedEnd(client) : firstMessageEnd(flow, 1);
    const serverEnd = isTcp ? framedEnd(server) : firstMessageEnd(flow, 0);
    if (client.length === 0 && serverEnd !== undefined && isPlainAnswer(server, start, serverEnd)) {
      return facts("a server's unprotected answer to a reset");
    }
    if (clientEnd === undefined || !isClientReset(client, start, clientEnd)) return countingData(flow);
    if (server.length > 0) {
      if (serverEnd === undefined || !isServerReset(server, start, serverEnd)) return undefined;
      if (repeatsSession(client, start + SESSION_AT, server, start, serverEnd)) {
        return facts("a client's reset, and the server's that repeats its session id");
      }
    }
    if (hasReplayStamp(client, start, clientEnd, flow.startUs / 1e6)) {
      return facts('a protected reset, stamped with the time of the capture');
    }
    return isPlainReset(client, start, clientEnd) ? facts('an unprotected reset') : undefined;
  },
} as const satisfies ServiceRecogniser;

/** Data packets of version 2: opcode and key id, the peer's number of three bytes, then the packet id (openvpn/ssl.h, P_DATA_V2). */
function countingData(flow: FinishedFlow): ServiceFacts | undefined {
  let steps = 0;
  for (const fromOriginator of [1, 0] as const) {
    const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
    let peer: number | undefined;
    let last = 0;
    for (const [start, end] of openVpnPackets(flow, fromOriginator)) {
      if (prefix[start] >> 3 !== OpenVpnOpcode.dataV2 >> 3 || end - start < DATA_BYTES) continue;
      const word = u32be(prefix, start);
      const id = u32be(prefix, start + 4);
      const step = id - last;
      // 'HELO' and the like: a protocol of words that counts its messages.
      if (isText(prefix, start, start + 4)) return undefined;
      if (peer !== undefined && (word !== peer || step < 1 || step > MOST_LOST)) return undefined;
      if (peer !== undefined) steps += 1;
      peer = word;
      last = id;
    }
  }
  return steps < DATA_STEPS ? undefined : facts(`data packets of one peer, whose numbers rise in ${steps} of them`);
}

function facts(what: string): ServiceFacts {
  return { service: 'openvpn', kind: 'standard', reason: `OpenVPN: ${what}` };
}

function framedEnd(prefix: Uint8Array): number | undefined {
  if (prefix.length < 2) return undefined;
  const end = 2 + u16be(prefix, 0);
  return end <= prefix.length ? end : undefined;
}

function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] < 0x20 || bytes[at] > 0x7e) return false;
  return true;
}
