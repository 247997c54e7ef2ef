// Community ID v1 (Corelight's specification): "1:" and the base64 of SHA-1 over seed, ordered endpoints and protocol.

import { hash } from 'node:crypto';
import { IpProtocol } from '../parse/packet-view.ts';
import { isOneWayIcmp } from '../parse/transport.ts';

const scratch = new Uint8Array(40);

/** `key` holds a flow key's words at `at`: addresses, ports (ICMP: type and counterpart or code), protocol. */
export function communityId(key: Int32Array, at: number, seed = 0, encoding: 'base64' | 'hex' = 'base64'): string {
  const protocol = key[at + 9];
  const isIpv4 =
    key[at] === 0 &&
    key[at + 1] === 0 &&
    key[at + 2] === 0xffff &&
    key[at + 6] === 0xffff &&
    key[at + 4] === 0 &&
    key[at + 5] === 0;
  const width = isIpv4 ? 4 : 16;
  const ports = key[at + 8];
  const originator = ports >>> 16;
  const responder = ports & 0xffff;
  const icmp = protocol === IpProtocol.icmp || protocol === IpProtocol.icmpv6;
  const ordered = (icmp && isOneWayIcmp(protocol, originator)) || isOrdered(key, at, originator, responder);
  scratch[0] = seed >>> 8;
  scratch[1] = seed & 0xff;
  putAddress(key, ordered ? at : at + 4, width, 2);
  putAddress(key, ordered ? at + 4 : at, width, 2 + width);
  let end = 2 + width * 2;
  scratch[end++] = protocol;
  scratch[end++] = 0;
  if (hasPorts(protocol)) {
    end = putPort(ordered ? originator : responder, end);
    end = putPort(ordered ? responder : originator, end);
  }
  return `1:${hash('sha1', scratch.subarray(0, end), encoding)}`;
}

function hasPorts(protocol: number): boolean {
  return (
    protocol === IpProtocol.tcp ||
    protocol === IpProtocol.udp ||
    protocol === IpProtocol.sctp ||
    protocol === IpProtocol.icmp ||
    protocol === IpProtocol.icmpv6
  );
}

/** Whether the originator is the lower endpoint, by address, then port. */
function isOrdered(key: Int32Array, at: number, originator: number, responder: number): boolean {
  for (let word = 0; word < 4; word++) {
    const a = key[at + word] >>> 0;
    const b = key[at + 4 + word] >>> 0;
    if (a !== b) return a < b;
  }
  return originator <= responder;
}

function putAddress(key: Int32Array, at: number, width: number, to: number): void {
  for (let i = 0; i < width; i++) {
    const word = key[at + (width === 4 ? 3 : i >> 2)];
    scratch[to + i] = word >>> (24 - 8 * (i & 3));
  }
}

function putPort(port: number, to: number): number {
  scratch[to] = port >>> 8;
  scratch[to + 1] = port & 0xff;
  return to + 2;
}
