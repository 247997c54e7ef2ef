// What the recognisers of SMTP, FTP, POP3 and IMAP share: the server speaks first, in lines of text, and the client answers with a command.

import { latin1Text } from '../parse/byte-text.ts';
import { commandWord, readTextLine } from '../parse/text-line.ts';
import type { FinishedFlow } from './finished-flow.ts';

export interface Dialogue {
  /** First line of the responder, '' where it was silent. */
  greeting: string;
  /** Words of the originator's first commands, upper case; of IMAP those behind the tag. */
  commands: string[];
}

const MAX_COMMANDS = 4;
const MAX_GREETING = 512;

/** Undefined when a side that spoke did not begin with a line of text. `tagged`: commands stand behind a tag, as in IMAP. */
export function readDialogue(flow: FinishedFlow, tagged: boolean): Dialogue | undefined {
  const dialogue: Dialogue = { greeting: '', commands: [] };
  const { orig, resp } = flow;
  if (resp.prefix.length > 0) {
    const line = readTextLine(resp.prefix, 0);
    if (line === undefined) return undefined;
    dialogue.greeting = latin1Text(resp.prefix, 0, Math.min(line.end, MAX_GREETING));
  }
  let at: number | undefined = 0;
  while (at !== undefined && dialogue.commands.length < MAX_COMMANDS) {
    const line = readTextLine(orig.prefix, at);
    if (line === undefined) break;
    const space = tagged ? orig.prefix.indexOf(0x20, line.start) : line.start - 1;
    if (tagged && (space < 0 || space >= line.end)) break;
    dialogue.commands.push(commandWord(orig.prefix, space + 1, line.end));
    at = line.next;
  }
  return orig.prefix.length > 0 && dialogue.commands.length === 0 ? undefined : dialogue;
}
