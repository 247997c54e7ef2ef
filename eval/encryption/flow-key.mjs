// One name for a five-tuple, whichever side came first: how flows of cipherscope meet rows of label files.

import { isIPv6 } from 'node:net';

/** `transport`: 'tcp', 'udp', … in lower case; addresses as text, IPv6 in any spelling. */
export function flowKey(transport, addressA, portA, addressB, portB) {
  const ends = [`${spelled(addressA)} ${portA}`, `${spelled(addressB)} ${portB}`].sort();
  return `${transport} ${ends.join(' ')}`;
}

export function keyOfRecord({ transport, orig, resp }) {
  return flowKey(transport, orig.ip, orig.port, resp.ip, resp.port);
}

/** RFC 5952 by way of the URL parser; anything that is no IPv6 address stays as it is. */
function spelled(address) {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
