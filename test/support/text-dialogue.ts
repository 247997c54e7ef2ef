// Dialogues of text protocols for tests: 'C: …' is what the originator sent, 'S: …' the responder; each line ends in CR LF.

import type { SentMessage } from './finished-flow.ts';

export function textDialogue(...lines: string[]): SentMessage[] {
  return lines.map((line) => ({
    from: line.startsWith('C: ') ? 'orig' : 'resp',
    bytes: new Uint8Array(Buffer.from(`${line.slice(3).replaceAll('\n', '\r\n')}\r\n`, 'latin1')),
  }));
}
