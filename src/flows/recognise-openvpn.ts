// OpenVPN over UDP, and over TCP behind a length of two bytes, by the resets with which both sides begin.

import { u16be } from '../base/byte-words.ts';
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
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

export const openvpnRecogniser = {
  name: 'openvpn',
  transport: 'both',
  proves:
    'a client reset whose session id the server repeats (chance 1e-17), or resets stamped with packet id 1 and the time of the capture (1e-13), or one reset that is empty as an unprotected one must be (1e-14)',
  // Over TCP the length's high byte: first packets are short.
  mayBegin: (byte: number) =>
    byte < 2 || (byte >= OpenVpnOpcode.resetClientV2 && byte <= OpenVpnOpcode.resetClientV3 && (byte & 7) === 0),
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
    if (clientEnd === undefined || !isClientReset(client, start, clientEnd)) return undefined;
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

function facts(what: string): ServiceFacts {
  return { service: 'openvpn', kind: 'standard', reason: `OpenVPN: ${what}` };
}

function framedEnd(prefix: Uint8Array): number | undefined {
  if (prefix.length < 2) return undefined;
  const end = 2 + u16be(prefix, 0);
  return end <= prefix.length ? end : undefined;
}
