// Record data that says where a name leads: addresses (RFC 1035 §3.4.1, RFC 3596 §2.2), aliases, and the hints of SVCB and HTTPS (RFC 9460 §2.2, §7.3).
// Invariant: data that does not have its type's form yields nothing; the record itself stays.

import type { ByteCursor } from '../base/byte-cursor.ts';
import { readDnsName } from './dns-name.ts';
import { DnsType } from './dns-type.ts';
import { ipv4Text, ipv6Text } from './ip-text.ts';

export interface DnsRecordData {
  /** Canonical text; the hints of SVCB and HTTPS, else one. */
  addresses: readonly string[];
  /** The name that CNAME, DNAME, NS, PTR, SVCB or HTTPS leads to; absent where that is the owner itself. */
  target?: string;
}

const NOTHING: DnsRecordData = { addresses: [] };
const SVC_IPV4_HINT = 4;
const SVC_IPV6_HINT = 6;

/** `data` spans the record's data; compression pointers in it count from `messageStart`. */
export function readDnsRecordData(type: number, data: ByteCursor, messageStart: number): DnsRecordData {
  switch (type) {
    case DnsType.a:
      return data.remaining === 4 ? { addresses: [ipv4Text(data.bytes, data.offset)] } : NOTHING;
    case DnsType.aaaa:
      return data.remaining === 16 ? { addresses: [ipv6Text(data.bytes, data.offset)] } : NOTHING;
    case DnsType.cname:
    case DnsType.dname:
    case DnsType.ns:
    case DnsType.ptr: {
      const target = readDnsName(data, messageStart);
      return target === undefined || data.remaining > 0 ? NOTHING : { addresses: [], target };
    }
    case DnsType.netBios:
      return readNetBiosAddresses(data);
    case DnsType.svcb:
    case DnsType.https:
      return readServiceBinding(data, messageStart);
    default:
      return NOTHING;
  }
}

/** Pairs of two bytes of flags and an IPv4 address (RFC 1002 §4.2.1.3). */
function readNetBiosAddresses(data: ByteCursor): DnsRecordData {
  if (data.remaining % 6 !== 0) return NOTHING;
  const addresses: string[] = [];
  for (let at = data.offset; at < data.end; at += 6) addresses.push(ipv4Text(data.bytes, at + 2));
  return { addresses };
}

function readServiceBinding(data: ByteCursor, messageStart: number): DnsRecordData {
  data.skip(2);
  const target = readDnsName(data, messageStart);
  const addresses: string[] = [];
  while (!data.short && data.remaining > 0) {
    const key = data.u16();
    const value = data.sub(data.u16());
    if (key === SVC_IPV4_HINT && value.remaining % 4 === 0) {
      for (let at = value.offset; at < value.end; at += 4) addresses.push(ipv4Text(value.bytes, at));
    } else if (key === SVC_IPV6_HINT && value.remaining % 16 === 0) {
      for (let at = value.offset; at < value.end; at += 16) addresses.push(ipv6Text(value.bytes, at));
    }
  }
  if (target === undefined || data.short) return NOTHING;
  return target === '.' ? { addresses } : { addresses, target };
}
