// DNS record types (IANA "Resource Record (RR) TYPEs"); one without a name here prints as TYPE1234 (RFC 3597 §5).

export const DnsType = {
  a: 1,
  ns: 2,
  cname: 5,
  ptr: 12,
  aaaa: 28,
  netBios: 32,
  dname: 39,
  opt: 41,
  svcb: 64,
  https: 65,
} as const;

export function dnsTypeName(type: number): string {
  return NAMES.get(type) ?? `TYPE${type}`;
}

/** Whether the type has a name here, or is NetBIOS's. */
export function isKnownDnsType(type: number): boolean {
  return NAMES.has(type) || type === DnsType.netBios;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [10, 'NULL'],
  [12, 'PTR'],
  [13, 'HINFO'],
  [15, 'MX'],
  [16, 'TXT'],
  [17, 'RP'],
  [18, 'AFSDB'],
  [24, 'SIG'],
  [25, 'KEY'],
  [28, 'AAAA'],
  [29, 'LOC'],
  [33, 'SRV'],
  [35, 'NAPTR'],
  [37, 'CERT'],
  [39, 'DNAME'],
  [41, 'OPT'],
  [43, 'DS'],
  [44, 'SSHFP'],
  [46, 'RRSIG'],
  [47, 'NSEC'],
  [48, 'DNSKEY'],
  [50, 'NSEC3'],
  [51, 'NSEC3PARAM'],
  [52, 'TLSA'],
  [59, 'CDS'],
  [60, 'CDNSKEY'],
  [61, 'OPENPGPKEY'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [99, 'SPF'],
  [249, 'TKEY'],
  [250, 'TSIG'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
  [256, 'URI'],
  [257, 'CAA'],
]);
