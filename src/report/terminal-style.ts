// Colour of terminal output: eight ANSI colours (ECMA-48 SGR), which follow the reader's own theme, or none at all.
// Only text that safe-text.ts has cleaned may be coloured; nothing is said by colour alone.

export type Tone = 'bold' | 'dim' | 'signal' | 'notice' | 'calm';
export type Paint = (tone: Tone, text: string) => string;

const SGR: Record<Tone, string> = { bold: '1', dim: '2', signal: '1;31', notice: '33', calm: '36' };

export function painter(colour: boolean): Paint {
  return colour ? (tone, text) => (text === '' ? '' : `\x1b[${SGR[tone]}m${text}\x1b[0m`) : (_tone, text) => text;
}
