// Dropbox's discovery in the local network: a JSON object in a datagram that names hosts and namespaces.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const KEYS = ['"host_int"', '"namespaces"', '"displayname"'];
const QUOTE = 0x22;
const LEAST_KEYS = 2;

export const dropboxRecogniser = {
  name: 'dropbox-lansync',
  transport: 'udp',
  proves: 'a JSON object with at least two of the keys host_int, namespaces and displayname (chance below 1e-40)',
  mayBegin: (byte: number) => byte === 0x7b,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.orig;
    const found = new Set<string>();
    for (let at = prefix.indexOf(QUOTE); at >= 0 && at < 1024; at = prefix.indexOf(QUOTE, at + 1)) {
      for (const key of KEYS) if (hasText(prefix, at, key)) found.add(key);
    }
    if (found.size < LEAST_KEYS) return undefined;
    return { service: 'dropbox-lansync', kind: 'cleartext', reason: 'JSON with the keys of Dropbox discovery' };
  },
} as const satisfies ServiceRecogniser;
