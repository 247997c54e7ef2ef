// Reads recogniser-conversations.txt: a conversation that each recogniser knows, so that all of them can be taken apart in the same way.

import { readFileSync } from 'node:fs';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import type { SentMessage } from './finished-flow.ts';
import { flowOfRecords } from './tls-records.ts';

export interface Conversation {
  readonly name: string;
  readonly messages: readonly SentMessage[];
  /** With these messages instead, between the same ports. */
  flowOf(messages: readonly SentMessage[]): FinishedFlow;
}

export function recogniserConversations(): Conversation[] {
  const lines = readFileSync(new URL('recogniser-conversations.txt', import.meta.url), 'utf8').split('\n');
  const found: Conversation[] = [];
  let messages: SentMessage[] = [];
  for (const line of lines) {
    const [first = '', ...rest] = line.split(' ');
    if (first === '' || first === '#') continue;
    if (first === '>' || first === '<') {
      messages.push({
        from: first === '>' ? 'orig' : 'resp',
        bytes: Uint8Array.from(Buffer.from(rest[0] ?? '', 'hex')),
      });
      continue;
    }
    messages = [];
    const overrides = { protocol: Number(rest[0]), respPort: Number(rest[1]), startSeen: rest[2] !== 'midflow' };
    found.push({ name: first, messages, flowOf: (others) => flowOfRecords(others, overrides) });
  }
  return found;
}
