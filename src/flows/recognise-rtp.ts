// RTP and SRTP without a key exchange in sight, by streams: one source, sequence numbers that count.
// Their headers are alike. 'srtp' is said where control packets end in SRTCP's trailer or payloads begin with any byte; else it stays 'rtp'.

import { u16be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import { rtpPayloadOffset, rtpSequence, rtpSource } from '../parse/rtp-packet.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { countMedia } from './media-stream.ts';
import { variesLikeCiphertext } from './recognise-stun.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/**
 * No better than even: of the design part of the evaluation 75 flows are called so and none is SRTP, all from one program of the lab that sends random
 * bytes as media; no capture there has SRTP without its control packets.
 */
const VARYING_CONFIDENCE = 0.5;

export const rtpRecogniser = {
  name: 'rtp',
  services: ['rtp', 'srtp'],
  transport: 'both',
  proves:
    'three packets or more of one source whose sequence numbers rise by little (chance 1e-24), or control packets whose lengths chain to the last byte of two datagrams (1e-9); SRTP is told from RTP only by its control packets, or by payloads that begin with any byte (one in 10^4 of plain streams with random first bytes)',
  mayBegin: (byte: number) => (byte >= 0x80 && byte < 0xc0) || byte < 8,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (flow.protocol === IpProtocol.tcp) {
      const inStream = isFramedStream(flow.orig.prefix) || isFramedStream(flow.resp.prefix);
      return inStream ? plain('packets of one source that count, each behind its length') : undefined;
    }
    const media = countMedia(flow);
    const proved = media.rtp + media.rtcp + media.srtcp;
    if (media.rtp === 0 && media.rtcp + media.srtcp < 2) return undefined;
    // Two thirds of the datagrams, so that a few that look alike do not name a flow of something else.
    if ((proved + media.dtls + media.stun) * 3 < media.messages * 2 && proved < 16) return undefined;
    if (media.srtcp > 0) return srtp(`${media.srtcp} control packets end in SRTCP's index and tag`, 0.97);
    if (media.rtcp === 0 && media.plainAudio < media.payloads && variesLikeCiphertext(media)) {
      return srtp(`payloads begin with ${media.firstBytes} values in ${media.payloads} packets`, VARYING_CONFIDENCE);
    }
    return plain(`${media.rtp} packets of sources that count, ${media.rtcp} control packets`);
  },
} as const satisfies ServiceRecogniser;

function plain(what: string): ServiceFacts {
  return { service: 'rtp', kind: 'cleartext', reason: `RTP: ${what}; nothing shows that it is SRTP` };
}

function srtp(what: string, confidence: number): ServiceFacts {
  return { service: 'srtp', kind: 'standard', confidence, reason: `RTP headers, and ${what}` };
}

/** Frames of RFC 4571: three in a row of one source whose numbers count. */
function isFramedStream(prefix: Uint8Array): boolean {
  let source: number | undefined;
  let sequence = 0;
  let run = 0;
  for (let at = 0; at + 14 <= prefix.length && run < 3; ) {
    const start = at + 2;
    const end = start + u16be(prefix, at);
    if (prefix[start] >> 6 !== 2 || end > prefix.length) return false;
    if (rtpPayloadOffset(prefix, start, end) === undefined) return false;
    if (
      source !== undefined &&
      (rtpSource(prefix, start) !== source || ((rtpSequence(prefix, start) - sequence) & 0xffff) > 8)
    )
      return false;
    source = rtpSource(prefix, start);
    sequence = rtpSequence(prefix, start);
    run += 1;
    at = end;
  }
  return run === 3;
}
