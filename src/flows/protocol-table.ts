// The table of recognised protocols in docs/protocols.md, written from the registry so that it cannot drift from the code.

import type { ServiceRecogniser } from './service-recogniser.ts';
import { SERVICE_RECOGNISERS } from './service-registry.ts';

const TRANSPORTS: Record<ServiceRecogniser['transport'], string> = {
  tcp: 'TCP',
  udp: 'UDP',
  both: 'TCP, UDP',
  other: 'IP',
};

/** Markdown: one row a recogniser. */
export function protocolTable(): string {
  const rows = SERVICE_RECOGNISERS.map(({ name, transport, proves, proprietary }) => {
    const service = proprietary === true ? `${name} (proprietary)` : name;
    return `| ${[service, TRANSPORTS[transport], proves].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| service | over | what a match proves |', '| --- | --- | --- |', ...rows].join('\n');
}
