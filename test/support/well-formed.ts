// Text as UTF-8 has it: halves of surrogate pairs are U+FFFD, as in whatever is written to a file and read again.

export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
