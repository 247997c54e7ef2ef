// A flow's id: 16 hex digits of SHA-256 over its key, the ns of its start and its first frame. The same capture gives the same ids in every run.

import { hash } from 'node:crypto';
import { KEY_WORDS } from './flow-key.ts';

const words = new Int32Array(KEY_WORDS + 5);
const bytes = new Uint8Array(words.buffer);

/** `key` holds the flow key's words at `at`. */
export function flowId(
  key: Int32Array,
  at: number,
  startUs: number,
  startNs: number,
  capture: number,
  firstFrame: number,
): string {
  for (let word = 0; word < KEY_WORDS; word++) words[word] = key[at + word];
  words[KEY_WORDS] = Math.floor(startUs / 0x1_0000_0000);
  words[KEY_WORDS + 1] = startUs % 0x1_0000_0000;
  words[KEY_WORDS + 2] = startNs;
  words[KEY_WORDS + 3] = capture;
  words[KEY_WORDS + 4] = firstFrame;
  return hash('sha256', bytes, 'hex').slice(0, 16);
}

/** A number that names a flow within one capture: a frame begins at most one flow. */
export function flowBeginning(capture: number, firstFrame: number): number {
  return capture * 0x1_0000_0000 + firstFrame;
}
