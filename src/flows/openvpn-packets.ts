// Bounds of the packets of an OpenVPN conversation in a direction's prefix: datagrams, or what TCP's clear lengths of two bytes cut.

import { u16be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd } from './message-proof.ts';

const MOST_PACKETS = 16;

/** Whole packets only, `[start, end]`, at most sixteen; those of TCP without their lengths. */
export function openVpnPackets(flow: FinishedFlow, fromOriginator: 0 | 1): [number, number][] {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const bounds: [number, number][] = [];
  if (flow.protocol === IpProtocol.tcp) {
    for (let at = 0; at + 2 <= prefix.length && bounds.length < MOST_PACKETS; ) {
      const end = at + 2 + u16be(prefix, at);
      if (end > prefix.length || end === at + 2) break;
      bounds.push([at + 2, end]);
      at = end;
    }
    return bounds;
  }
  const { messages } = flow;
  for (let i = 0; i < messages.count && bounds.length < MOST_PACKETS; i++) {
    const start = messages.prefixOffset[i];
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    const end = messageEnd(flow, i);
    if (end - start === messages.bytes[i]) bounds.push([start, end]);
  }
  return bounds;
}
