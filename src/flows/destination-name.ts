// The destination's name as channels are keyed by it: lower case, without port and trailing dot; an address is no name.

/** `name`: an SNI, a Host header. Undefined for an address literal or an empty name. */
export function destinationName(name: string | undefined): string | undefined {
  if (name === undefined || name.startsWith('[')) return undefined;
  let end = name.lastIndexOf(':');
  if (end < 0) end = name.length;
  while (end > 0 && name[end - 1] === '.') end--;
  const host = name.slice(0, end).toLowerCase();
  return host === '' || host.includes(':') || isIpv4(host) ? undefined : host;
}

function isIpv4(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
