// BitTorrent: the handshake of peers over TCP and uTP (BEP 3, BEP 29), the DHT (BEP 5), trackers over UDP (BEP 15), local discovery (BEP 14).
// Its message stream encryption has no mark: Diffie-Hellman values and padding are uniform, so such flows are judged by their bytes.

import { hasText, u16be, u32be } from '../base/byte-words.ts';
import { bencodedDictionaryEnd } from '../parse/bencode.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HANDSHAKE = '\x13BitTorrent protocol';
const LOCAL_DISCOVERY = 'BT-SEARCH * HTTP/1.1';
const DICTIONARY = 0x64;
const UTP_HEADER_BYTES = 20;
/** Type SYN of version 1, and type STATE, with which it is answered. */
const UTP_SYN = 0x41;
const UTP_STATE = 0x21;
/** The constant with which a request to a tracker begins. */
const TRACKER_HIGH = 0x417;
const TRACKER_LOW = 0x27101980;

export const bittorrentRecogniser = {
  name: 'bittorrent',
  transport: 'both',
  proves:
    'the 20 bytes of the handshake; a DHT dictionary with the keys of a query or an answer that ends with its datagram; a uTP SYN whose connection id and number the answer repeats (chance 1e-12); the constant of a tracker request',
  mayBegin: (byte: number) =>
    byte === 0x13 || byte === DICTIONARY || byte === UTP_SYN || byte === 0 || byte === 0x42 || byte === 0x01,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    if (hasText(orig.prefix, 0, HANDSHAKE) || hasText(resp.prefix, 0, HANDSHAKE)) return facts('handshake of peers');
    if (flow.protocol !== IpProtocol.udp) return undefined;
    if (isDht(flow, 1) || isDht(flow, 0)) return facts('DHT message');
    if (isAnsweredSyn(flow)) return facts('uTP connection that is answered');
    if (hasText(orig.prefix, UTP_HEADER_BYTES, HANDSHAKE) || hasText(resp.prefix, UTP_HEADER_BYTES, HANDSHAKE)) {
      return facts('handshake of peers over uTP');
    }
    if (orig.prefix.length >= 16 && u32be(orig.prefix, 0) === TRACKER_HIGH && u32be(orig.prefix, 4) === TRACKER_LOW) {
      return facts('request to a tracker');
    }
    return hasText(orig.prefix, 0, LOCAL_DISCOVERY) ? facts('local discovery') : undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'bittorrent', kind: 'cleartext', reason: `BitTorrent: ${what}` };
}

/** A dictionary whose first key is "a", "r", "e" or "ip", and that has a transaction and a kind. */
function isDht(flow: FinishedFlow, fromOriginator: 0 | 1): boolean {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  if (prefix[0] !== DICTIONARY || (prefix[1] !== 0x31 && prefix[1] !== 0x32) || prefix[2] !== 0x3a) return false;
  const end = firstMessageEnd(flow, fromOriginator);
  if (bencodedDictionaryEnd(prefix, 0, end) !== end) return false;
  for (let at = end - 7; at > 3; at--) if (hasText(prefix, at, '1:y1:')) return true;
  return false;
}

function isAnsweredSyn({ orig, resp }: FinishedFlow): boolean {
  const syn = orig.prefix;
  const state = resp.prefix;
  if (syn[0] !== UTP_SYN || state[0] !== UTP_STATE || syn.length < UTP_HEADER_BYTES || state.length < UTP_HEADER_BYTES)
    return false;
  return u16be(syn, 2) === u16be(state, 2) && u16be(syn, 16) === u16be(state, 18) && u16be(syn, 18) === 0;
}
