// A number and its noun, in agreement: '1 flow', '3 flows'.

/** `plural` where it takes more than an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
