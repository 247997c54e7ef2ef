// Routing and gateway protocols that stand right on IP: by the protocol number (IANA), and the version and type that their headers begin with.
// Some end in an HMAC or a digest: that proves who speaks and hides nothing, so they are cleartext.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

interface RoutingProtocol {
  readonly service: string;
  readonly title: string;
  /** Of the shortest message. */
  readonly bytes: number;
  readonly isHeader: (message: Uint8Array) => boolean;
}

/** CARP has VRRP's number and first byte; its authentication is seven 32-bit words, counter and HMAC-SHA-1 (OpenBSD netinet/ip_carp.h). */
const CARP_AUTHENTICATION_WORDS = 7;
const CARP_BYTES = 36;

const VRRP: RoutingProtocol = {
  service: 'vrrp',
  title: 'VRRP (RFC 3768, RFC 9568)',
  bytes: 12,
  isHeader: ([first]) => first === 0x21 || first === 0x31,
};

const CARP: RoutingProtocol = {
  service: 'carp',
  title: 'CARP, whose advertisements end in an HMAC',
  bytes: CARP_BYTES,
  isHeader: (message) => message[0] === 0x21 && message[3] === CARP_AUTHENTICATION_WORDS,
};

const PROTOCOLS: ReadonlyMap<number, readonly RoutingProtocol[]> = new Map([
  [
    2,
    [
      {
        service: 'igmp',
        title: 'IGMP (RFC 9776)',
        bytes: 8,
        isHeader: ([type]: Uint8Array) => (type >= 0x11 && type <= 0x17) || type === 0x22,
      },
    ],
  ],
  [
    46,
    [
      {
        service: 'rsvp',
        title: 'RSVP (RFC 2205)',
        bytes: 8,
        isHeader: (message: Uint8Array) => message[0] >> 4 === 1 && u16be(message, 6) >= 8,
      },
    ],
  ],
  [
    88,
    [
      {
        service: 'eigrp',
        title: 'EIGRP (RFC 7868)',
        bytes: 20,
        isHeader: ([version, operation]: Uint8Array) => version === 2 && operation >= 1 && operation <= 11,
      },
    ],
  ],
  [
    89,
    [
      {
        service: 'ospf',
        title: 'OSPF (RFC 2328, RFC 5340)',
        bytes: 16,
        isHeader: (message: Uint8Array) =>
          (message[0] === 2 || message[0] === 3) && message[1] >= 1 && message[1] <= 5 && u16be(message, 2) >= 16,
      },
    ],
  ],
  [
    103,
    [
      {
        service: 'pim',
        title: 'PIM (RFC 7761)',
        bytes: 4,
        isHeader: ([first]: Uint8Array) => first >> 4 === 2 || first >> 4 === 1,
      },
    ],
  ],
  [112, [CARP, VRRP]],
]);

export const routingRecogniser = {
  name: 'routing',
  services: [...PROTOCOLS.values()].flatMap((protocols) => protocols.map(({ service }) => service)),
  transport: 'other',
  proves:
    'IP protocol 2, 46, 88, 89, 103 or 112 with a legal version and type of IGMP, RSVP, EIGRP, OSPF, PIM, VRRP or CARP: the IP header says so itself',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const protocols = PROTOCOLS.get(flow.protocol);
    if (protocols === undefined) return undefined;
    const { prefix } = flow.orig.prefix.length > 0 ? flow.orig : flow.resp;
    const found = protocols.find(({ bytes, isHeader }) => prefix.length >= bytes && isHeader(prefix));
    if (found === undefined) return undefined;
    return {
      service: found.service,
      kind: 'cleartext',
      reason: `IP protocol ${flow.protocol} with the header of ${found.title}`,
    };
  },
} as const satisfies ServiceRecogniser;
