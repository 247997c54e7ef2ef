// One structure of a channel: its bits by the formula of its kind, the numbers they follow from, and the flows that show it.

import type { ChannelFlow } from '../features/channel.ts';
import {
  STRUCTURE_FORMULAS,
  type StructureKind,
  type StructureNumbers,
  structureBits,
  structureOfFlow,
} from './structure-formulas.ts';

export interface StructuralFeature {
  readonly kind: StructureKind;
  readonly bits: number;
  /** How `bits` follow from `numbers`. */
  readonly formula: string;
  readonly numbers: StructureNumbers;
  /** Continues "the channel …": what was seen, with its numbers. */
  readonly statement: string;
  /** The flows that show it, in order of time. */
  readonly flows: readonly ChannelFlow[];
}

export interface Shown {
  readonly flow: ChannelFlow;
  readonly numbers: StructureNumbers;
}

/** Flows that show a kind by themselves. */
export function showing(kind: Exclude<StructureKind, 'periodic'>, flows: readonly ChannelFlow[], limit = 0): Shown[] {
  const shown: Shown[] = [];
  for (const flow of flows) {
    const numbers = structureOfFlow(kind, flow, limit);
    if (structureBits(kind, numbers) > 0) shown.push({ flow, numbers });
  }
  return shown;
}

export function feature(
  kind: StructureKind,
  flows: readonly ChannelFlow[],
  own: StructureNumbers,
  statement: string,
): StructuralFeature {
  const numbers = { flows: flows.length, ...own };
  return {
    kind,
    bits: structureBits(kind, numbers),
    formula: STRUCTURE_FORMULAS[kind].text,
    numbers,
    statement,
    flows,
  };
}
