// STUN and TURN, and the media that follows them on the same ports: DTLS or SRTP make the flow an encrypted one.
// SRTP has no mark of its own. It is told from RTP by its key exchange or its control packets; else by payloads that begin with any byte.

import { IpProtocol } from '../parse/packet-view.ts';
import { stunMessageEnd } from '../parse/stun-message.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import { countMedia, type MediaCounts, stunInStream } from './media-stream.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LAST_STUN = 3;
/** Datagrams of a relay that was asked for before the capture. */
const LEAST_RELAYED = 3;

export const stunRecogniser = {
  name: 'stun',
  transport: 'both',
  proves:
    "a message with STUN's cookie whose length is its datagram's (chance 1e-14), or one of RFC 3489 whose attributes lead to its last byte (1e-9), or nothing but ChannelData, three datagrams or more as long as they say (1e-12); ChannelData, DTLS and RTP behind it say what it carries",
  mayBegin: (byte: number) => byte <= LAST_STUN || (byte >= 0x40 && byte < 0xc0),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (flow.protocol === IpProtocol.tcp) {
      const at = stunInStream(flow.orig.prefix) ?? stunInStream(flow.resp.prefix);
      return at === undefined ? undefined : cleartext('messages with its cookie, in a stream');
    }
    if (beginsWithStun(flow, 1) || beginsWithStun(flow, 0)) return carried(countMedia(flow));
    if (!beginsWithChannel(flow.orig) && !beginsWithChannel(flow.resp)) return undefined;
    const media = countMedia(flow);
    return media.channelData >= LEAST_RELAYED && media.channelData === media.messages ? carried(media) : undefined;
  },
} as const satisfies ServiceRecogniser;

function beginsWithStun(flow: FinishedFlow, fromOriginator: 0 | 1): boolean {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  if (prefix.length === 0 || prefix[0] > LAST_STUN) return false;
  const end = firstMessageEnd(flow, fromOriginator);
  return stunMessageEnd(prefix, 0, end) === end;
}

function beginsWithChannel({ prefix }: FlowSide): boolean {
  return prefix.length > 0 && prefix[0] >= 0x40 && prefix[0] < 0x80;
}

function carried(media: MediaCounts): ServiceFacts {
  if (media.dtls > 0) {
    const srtp = media.rtp > 0 ? `, then ${media.rtp} packets of SRTP` : '';
    return encrypted(media.rtp > 0 ? 'srtp' : 'dtls', `${media.dtls} datagrams of DTLS${srtp}`, 0.99);
  }
  if (media.srtcp > 0) return encrypted('srtp', `${media.rtp} packets of RTP with SRTCP reports`, 0.97);
  if (media.rtp > 0 && media.rtcp === 0 && media.plainAudio < media.payloads && variesLikeCiphertext(media)) {
    return encrypted(
      'srtp',
      `RTP whose payloads begin with ${media.firstBytes} values in ${media.payloads} packets`,
      0.9,
    );
  }
  const relayed = media.channelData > 0 ? `, ${media.channelData} datagrams of ChannelData` : '';
  const rtp = media.rtp > 0 ? `, ${media.rtp} packets of RTP` : '';
  return cleartext(`${media.stun} messages with its cookie or attributes to the last byte${relayed}${rtp}`);
}

/** Codecs begin their payloads with headers of a few values. Of eight random bytes fewer than six are distinct once in 70,000 times. */
export function variesLikeCiphertext({ payloads, firstBytes }: MediaCounts): boolean {
  return payloads >= 8 && firstBytes >= 0.75 * Math.min(payloads, 24);
}

function encrypted(scheme: string, what: string, confidence: number): ServiceFacts {
  return { service: 'stun', kind: 'standard', scheme, confidence, reason: `STUN, and ${what}` };
}

function cleartext(what: string): ServiceFacts {
  return { service: 'stun', kind: 'cleartext', reason: `STUN: ${what}` };
}
