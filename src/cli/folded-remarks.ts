// Remarks on a terminal's stderr, folded to its width between words. A command that a remark names stays on one line, longer than the terminal where it
// has to be: a terminal copies a line that it broke itself as one. What is drawn (progress) is left as it is.

import { folded } from '../report/terminal-lines.ts';

/** What is said, also where a line of progress is cleared for it. */
const REMARK = /^(\r\x1b\[2?K)?(cipherscope: [^\x1b]*)$/;
/** In quotes, or what ends the line behind a colon. */
const COMMAND = /"cipherscope [^"\n]*"|(?<=: )(?:[^:"\n]*\| )?cipherscope [^:"\n]*$/gm;

export function foldedRemark(text: string, columns: number): string {
  const [, cleared = '', remark] = REMARK.exec(text) ?? [];
  if (remark === undefined) return text;
  return cleared + folded(remark.replace(COMMAND, whole), columns).replaceAll('\u00a0', ' ');
}

function whole(command: string): string {
  return command.replaceAll(' ', '\u00a0');
}
