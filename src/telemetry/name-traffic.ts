// Traffic with the name system, which a resolver sends for every app (Android's netd): whose question it was, the flow does not tell.

import type { AttributableFlow } from './attribution.ts';
import { DNS_PORTS } from './uid.ts';

/** By the port of the other side alone: DNS, DNS over TLS, multicast DNS. */
export function asksForNames(flow: AttributableFlow): boolean {
  return DNS_PORTS.has(flow.local === 'resp' ? flow.orig.port : flow.resp.port);
}
