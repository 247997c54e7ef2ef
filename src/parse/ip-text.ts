// IP addresses in network byte order as canonical text: RFC 5952 §4, IPv4-mapped IPv6 (RFC 4291 §2.5.5.2) folded to IPv4, so equal text means equal address.

/** The four bytes at `at`. */
export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** The sixteen bytes at `at`. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  if (isIpv4Mapped(bytes, at)) return ipv4Text(bytes, at + 12);
  // §4.2.3: `::` stands for the first of the longest runs of zero groups, and never for a single group.
  let skipFrom = 8;
  let skipGroups = 1;
  for (let i = 0, run = 0; i < 8; i++) {
    run = group(bytes, at, i) === 0 ? run + 1 : 0;
    if (run > skipGroups) {
      skipGroups = run;
      skipFrom = i + 1 - run;
    }
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === skipFrom) {
      text += '::';
      i += skipGroups - 1;
    } else {
      if (i > 0 && !text.endsWith(':')) text += ':';
      text += group(bytes, at, i).toString(16);
    }
  }
  return text;
}

function group(bytes: Uint8Array, at: number, index: number): number {
  return (bytes[at + 2 * index] << 8) | bytes[at + 2 * index + 1];
}

function isIpv4Mapped(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[at + i] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}
