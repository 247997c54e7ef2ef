// SSLKEYLOGFILE, as friTap, browsers and hooked TLS libraries write it: which handshakes a TLS library made. Of each line the ClientHello.random is
// taken, the secret is dropped and counted. It has neither times nor apps and needs none: the random names the flow.

import { randomOfKeyLogLine } from '../parse/key-log-line.ts';
import type { Importer } from './importer.ts';

export const keyLogImporter = {
  format: 'keylog',
  summary:
    'SSLKEYLOGFILE: which TLS handshakes a library made (`tls_keys_logged` of the flow). Secrets are dropped while it is read.',
  yields: ['TLS handshakes'],
  source: 'friTap -k keys.log, or a program run with SSLKEYLOGFILE=keys.log',
  sniff: (firstLines) => {
    const lines = firstLines.filter((line) => line.trim() !== '' && !line.startsWith('#')).slice(0, 20);
    const hits = lines.filter((line) => randomOfKeyLogLine(line.trim()) !== undefined).length;
    return hits > 0 && hits >= lines.length / 2 ? 0.98 : 0;
  },
  open(context) {
    return {
      line(text, number) {
        const trimmed = text.trim();
        if (trimmed === '' || trimmed.startsWith('#')) return undefined;
        const random = randomOfKeyLogLine(trimmed);
        if (random === undefined) return 'is no line of a key log';
        context.redacted(1);
        context.emit({ action: 'tls_handshake', dataset: 'keylog', line: number, random });
        return undefined;
      },
    };
  },
} as const satisfies Importer;
