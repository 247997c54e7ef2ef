// One piece of evidence on its way to a record: what was seen when, for or against, how many bits and by which formula of which numbers.

import { rfc3339 } from '../base/rfc3339.ts';
import { stableId } from '../features/stable-id.ts';
import type { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { EvidenceRecord } from './finding-record.ts';

export interface EvidenceItem {
  readonly kind: string;
  readonly area: EvidenceArea;
  readonly startUs: number;
  readonly endUs: number;
  /** Never negative; `direction` says which way they count. */
  readonly bits: number;
  readonly direction?: 'incriminating' | 'exculpatory';
  readonly statement: string;
  readonly formula: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly sources: readonly string[];
  readonly flows?: readonly string[];
}

/** Log lines of one piece of evidence that are cited; the statement gives the count of all. */
export const CITED_LINES = 16;

/** `subject`: the channel or app that it is about; makes the id, with kind and times. */
export function evidenceRecord(subject: string, item: EvidenceItem): EvidenceRecord {
  const { kind, area, startUs, endUs, bits, direction = 'incriminating', statement, formula, numbers } = item;
  return {
    id: stableId(['evidence', subject, kind, startUs, endUs, direction]),
    kind,
    area,
    start: rfc3339(startUs),
    end: rfc3339(endUs),
    bits: rounded(bits),
    direction,
    statement,
    formula,
    numbers: Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, significant(value)])),
    sources: [...item.sources],
    flows: [...(item.flows ?? [])],
  };
}

/** Two decimals of a bit are more than any of the formulas is worth. */
export function rounded(bits: number): number {
  return Math.round(bits * 100) / 100;
}

function significant(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}
