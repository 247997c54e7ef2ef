// The registered domain of a host name: the label in front of the public suffix and that suffix (publicsuffix.org), private suffixes included,
// so that each customer of a host or a CDN is a domain of its own. Invariant: names of infrastructure (RFC 3172) have none.

import { createRequire } from 'node:module';

type Tldts = typeof import('tldts');

const INFRASTRUCTURE = /(?:^|\.)arpa$/i;
const OPTIONS = { allowPrivateDomains: true, validateHostname: false, extractHostname: false } as const;

let list: Tldts | undefined;

/** In the case of `name`; undefined for a suffix alone, a single label and reverse lookups. Never throws. */
export function registeredDomain(name: string): string | undefined {
  if (INFRASTRUCTURE.test(name)) return undefined;
  // The list takes longer to load than most captures ask for it.
  list ??= createRequire(import.meta.url)('tldts') as Tldts;
  return list.getDomain(name, OPTIONS) ?? undefined;
}
