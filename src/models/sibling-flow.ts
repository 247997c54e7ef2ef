// A flow as those to the same address and port see it, and how such flows are counted and cited.

import type { EncryptionClass } from '../flows/flow-record.ts';
import type { SampledMessage } from '../flows/sibling-samples.ts';

export interface SiblingFlow {
  readonly class: EncryptionClass;
  readonly confidence: number;
  readonly scheme: string | undefined;
  readonly service: string | undefined;
  readonly transport: string;
  /** 1-based. */
  readonly firstFrame: number;
  readonly startSeen: boolean;
  /** No recogniser named it, and it is no text: its class is that of its bytes. */
  readonly isByBytes: boolean;
  /** TLS by record headers alone: its hellos were before the capture. */
  readonly isRecordsOnly: boolean;
  /** Ciphertext by one kind of its messages, which its first messages need not be of. */
  readonly isByKind: boolean;
  /** Its first messages, or those that its protocol carries. */
  messages(): readonly SampledMessage[];
}

const FRAMES_NAMED = 3;

export function counted(flows: number): string {
  return flows === 1 ? 'one flow' : `${flows} flows`;
}

export function are(flows: readonly number[]): string {
  return flows.length === 1 ? 'is' : 'are';
}

export function framesOf(flows: readonly SiblingFlow[], positions: readonly number[]): string {
  const frames = positions.slice(0, FRAMES_NAMED).map((i) => flows[i].firstFrame);
  const more = positions.length > FRAMES_NAMED ? ', …' : '';
  return `${frames.length === 1 ? 'frame' : 'frames'} ${frames.join(', ')}${more}`;
}
