// OpenVPN under a constant mask (the "scramble" patches, relays that XOR): what XOR leaves of it. A mask that begins anew with each packet
// drops out of the XOR of two packets at the same place: the session id stays constant, and opcodes differ as opcodes do.

import { OpenVpnOpcode, SESSION_AT, SESSION_BYTES } from '../parse/openvpn-packet.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';
import { openVpnPackets } from './openvpn-packets.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** How many messages of a direction are compared. */
const MOST_MESSAGES = 12;
const SHORTEST = 14;
const { resetClientV2, resetClientV3, resetServerV2, control, ack, dataV1, dataV2, controlWrappedKey } = OpenVpnOpcode;
const CONTROL = [control, ack, controlWrappedKey] as const;
const DATA = [dataV1, dataV2] as const;
const CLIENT_RESETS = [resetClientV2, resetClientV3] as const;

export const openvpnXorRecogniser = {
  name: 'openvpn-xor',
  transport: 'both',
  proves:
    'first bytes that differ between packets as the opcodes of OpenVPN do, and eight bytes behind them that stay the same in the control packets of each side, whatever mask lies over them (chance below 1e-30)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!flow.startSeen || flow.orig.prefix.length < SHORTEST || flow.resp.prefix.length < SHORTEST) return undefined;
    // The patches leave TCP's length prefix in the clear, a relay masks it as well: either way the opcode is the third byte.
    const opcodeAt = flow.protocol === IpProtocol.tcp ? 2 : 0;
    const cross = flow.orig.prefix[opcodeAt] ^ flow.resp.prefix[opcodeAt];
    for (const reset of CLIENT_RESETS) {
      if (cross !== (reset ^ resetServerV2)) continue;
      if (sameSession(flow.orig.prefix, flow.resp.prefix, opcodeAt)) return undefined;
      const mask = flow.orig.prefix[opcodeAt] ^ reset;
      if (mask === 0 && isReversed(flow)) {
        const reason = 'opcodes of OpenVPN, and session ids that stand at the end of the packets, reversed';
        return { service: 'openvpn', kind: 'custom', scheme: 'openvpn-xor', reason };
      }
      if (endsAlikeAtOneLength(flow, 1, reset) && endsAlikeAtOneLength(flow, 0, resetServerV2)) {
        const reason = 'opcodes of OpenVPN, and session ids at the end of packets of one length, reversed and masked';
        return { service: 'openvpn', kind: 'custom', scheme: 'openvpn-xor', reason };
      }
      if (!sideHolds(flow, 1, reset, opcodeAt) || !sideHolds(flow, 0, resetServerV2, opcodeAt)) continue;
      if (mask === 0)
        return { service: 'openvpn', kind: 'standard', reason: 'OpenVPN: control packets of one session' };
      const reason = 'opcodes and session ids of OpenVPN under a constant XOR mask';
      return { service: 'openvpn', kind: 'custom', scheme: 'openvpn-xor', reason };
    }
    return undefined;
  },
} as const satisfies ServiceRecogniser;

/** Each message differs from the first as an opcode differs from the reset; at least one later control packet has the first one's session. */
function sideHolds(flow: FinishedFlow, fromOriginator: 0 | 1, reset: number, opcodeAt: number): boolean {
  const { messages } = flow;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  let seen = 0;
  let proofs = 0;
  for (let i = 0; i < messages.count && seen < MOST_MESSAGES; i++) {
    const start = messages.prefixOffset[i] + opcodeAt;
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    if (start + SESSION_AT + SESSION_BYTES > messageEnd(flow, i)) break;
    seen += 1;
    const opcode = prefix[start] ^ prefix[opcodeAt] ^ reset;
    if (has(CONTROL, opcode)) {
      if (!sameSession(prefix, prefix, opcodeAt, start)) return false;
      proofs += 1;
    } else if (opcode !== reset && !has(DATA, opcode & 0xf8)) return false;
  }
  return proofs > 0;
}

/** The patch's "reverse": all but the opcode is turned round, so that the session id ends every control packet of a side, two or more of each. */
function isReversed(flow: FinishedFlow): boolean {
  return endsAlike(flow, 1) && endsAlike(flow, 0);
}

function endsAlike(flow: FinishedFlow, fromOriginator: 0 | 1): boolean {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  let session: number | undefined;
  let alike = 0;
  for (const [start, end] of openVpnPackets(flow, fromOriginator)) {
    if (end - start < SHORTEST || has(DATA, prefix[start] & 0xf8)) continue;
    const at = end - SESSION_BYTES;
    if (session !== undefined && !sameSession(prefix, prefix, session - SESSION_AT, at - SESSION_AT)) return false;
    if (session !== undefined) alike += 1;
    session = at;
  }
  return alike > 0;
}

/**
 * The patch's "obfuscate" turns packets round between two masks that depend on the place: the session id stays the same only in control
 * packets of one length, of which each side sends several. They must differ elsewhere, and end in bytes that are not padding.
 */
function endsAlikeAtOneLength(flow: FinishedFlow, fromOriginator: 0 | 1, reset: number): boolean {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const packets = openVpnPackets(flow, fromOriginator);
  if (packets.length === 0) return false;
  const first = prefix[packets[0][0]];
  const byLength = new Map<number, number>();
  let alike = 0;
  for (const [start, end] of packets) {
    const opcode = prefix[start] ^ first ^ reset;
    if (has(DATA, opcode & 0xf8) || opcode === reset) continue;
    if (!has(CONTROL, opcode) || end - start < SHORTEST) return false;
    const before = byLength.get(end - start);
    byLength.set(end - start, start);
    if (before === undefined) continue;
    const tail = end - start - SESSION_BYTES - SESSION_AT;
    if (!sameSession(prefix, prefix, before + tail, start + tail)) return false;
    if (differs(prefix, before, start, tail) && isVaried(prefix, end - SESSION_BYTES)) alike += 1;
  }
  return alike > 0;
}

function differs(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return true;
  return false;
}

/** Eight random bytes have fewer than five values once in two million times. */
function isVaried(bytes: Uint8Array, start: number): boolean {
  return new Set(bytes.subarray(start, start + SESSION_BYTES)).size >= 5;
}

function sameSession(one: Uint8Array, other: Uint8Array, oneAt: number, otherAt = oneAt): boolean {
  for (let i = SESSION_AT; i < SESSION_AT + SESSION_BYTES; i++) if (one[oneAt + i] !== other[otherAt + i]) return false;
  return true;
}

function has(opcodes: readonly number[], opcode: number): boolean {
  return opcodes.includes(opcode);
}
