// The table of recognised protocols in docs/protocols.md, written from the registry so that it cannot drift from the code.

import { SERVICE_RECOGNISERS } from './service-registry.ts';

/** Markdown: one row a recogniser. */
export function protocolTable(): string {
  const rows = SERVICE_RECOGNISERS.map(({ name, transport, proves }) => {
    const over = transport === 'both' ? 'TCP, UDP' : transport.toUpperCase();
    return `| ${[name, over, proves].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| service | over | what a match proves |', '| --- | --- | --- |', ...rows].join('\n');
}
