// Why a capture was set aside or read in part only, with its path in front once: many reasons begin with it, or with the file's name alone.

import { basename } from 'node:path';

export function namedReason(capture: string, reason: string): string {
  if (capture === '' || reason.startsWith(`${capture}: `)) return reason;
  const named = `${basename(capture)}: `;
  return `${capture}: ${reason.startsWith(named) ? reason.slice(named.length) : reason}`;
}
