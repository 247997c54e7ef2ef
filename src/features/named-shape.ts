// A named exchange that the opening of a flow has the message lengths of, and how it is written: what looks alike, not what it is.

import type { ShapeRecord } from '../flows/flow-record.ts';

export interface MessageShape {
  /** 'Noise XX', 'ECIES or HPKE', … */
  readonly like: string;
  /** −log2 of the chance that a flow has it without being one. */
  readonly chanceBits: number;
  /** Payload bytes of the turns that make it, headers included. */
  readonly lengths: readonly number[];
}

export function shapeToRecord({ like, chanceBits, lengths }: MessageShape): ShapeRecord {
  return { like, chance_bits: Math.round(chanceBits * 10) / 10, message_bytes: [...lengths] };
}
