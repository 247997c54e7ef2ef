// Text of the files that people write for this program: UTF-8 with or without a byte order mark, or UTF-16, as editors and redirects of Windows save
// it; and JSON in it, where a fault is told with its line.

import { TextDecoder } from 'node:util';
import { utf16Label } from '../telemetry/content-kind.ts';

/** Never throws: bytes that are no text become U+FFFD. */
export function fileText(bytes: Uint8Array): string {
  return new TextDecoder(utf16Label(bytes) ?? 'utf-8').decode(bytes);
}

/** The value, or an Error whose message says what is wrong, and on which line where the engine tells the place. */
export function parseFileJson(bytes: Uint8Array): unknown {
  const text = fileText(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = / at position (\d+)/.exec(message)?.[1];
    // Node.js 22 says it itself.
    if (position === undefined || message.includes('(line ')) throw error;
    const line = text.slice(0, Number(position)).split('\n').length;
    throw new Error(`${message} (line ${line})`, { cause: error });
  }
}
