// Words by which the flow table finds the flows that the posture of an app counts (evidence/app-crypto.ts). None is part of another.

import type { CryptoRecord } from '../flows/flow-record.ts';

export const POSTURE_MARKS = {
  postQuantum: 'post_quantum',
  classical: 'classical_exchange',
  noForwardSecrecy: 'without_forward_secrecy',
  selfSigned: 'self_signed',
} as const;

/** The words of one flow, with spaces between. */
export function postureMarks(crypto: CryptoRecord | undefined): string {
  const marks: string[] = [];
  if (crypto?.pq === true) marks.push(POSTURE_MARKS.postQuantum);
  if (crypto?.pq === false) marks.push(POSTURE_MARKS.classical);
  if (crypto?.forward_secrecy === false) marks.push(POSTURE_MARKS.noForwardSecrecy);
  if (crypto?.self_signed === true) marks.push(POSTURE_MARKS.selfSigned);
  return marks.join(' ');
}
