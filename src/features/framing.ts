// Length-prefixed framing of each direction, declared only when it explains the message ends with at least 16 bits against chance.

import type { FinishedFlow, TlsRecordLog } from '../flows/finished-flow.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { createFramingUnits, takeMessages, takeTurns } from './framing-units.ts';
import { FRAMING_DECLARED_BITS, findLengthPrefix, type LengthPrefix, readTlsRecords } from './length-prefix.ts';

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'framing.bits',
    unit: 'bits',
    summary:
      'Evidence that frames of the {side} carry their length: 8 bits a significant byte of the field and 1 a leading zero byte, once per distinct message length, less the price of the hypotheses tried. Absent below 16 bits, with all of framing.*.',
    validFor: 'stream',
  },
  {
    name: 'framing.prefix_offset',
    unit: 'bytes',
    summary: 'Bytes of a frame of the {side} before its length field (0 … 8).',
    validFor: 'stream',
  },
  {
    name: 'framing.prefix_width',
    unit: 'bytes',
    summary: 'Width of the length field of the {side}: 1 … 4, or 0 for a base-128 varint.',
    validFor: 'stream',
  },
  {
    name: 'framing.little_endian',
    unit: '',
    summary: '1 when the length field of the {side} is little-endian, 0 when it is big-endian or one byte.',
    validFor: 'stream',
  },
  {
    name: 'framing.added_bytes',
    unit: 'bytes',
    summary:
      'Frame length of the {side} minus the value of its length field; for a varint also without the bytes up to its end.',
    validFor: 'stream',
  },
  {
    name: 'framing.frames',
    unit: 'count',
    summary: 'Frames of the {side} that the walk passed in messages of distinct length.',
    validFor: 'stream',
  },
];

const units = createFramingUnits();

export const framing: FeatureFamily = {
  id: 'framing',
  features: bothDirections(MEASURES),
  measure(flow: FinishedFlow, row: FeatureRow, at: number): void {
    measureSide(flow, 1, flow.origTlsRecords, row.origFraming, row.numbers, at);
    measureSide(flow, 0, flow.respTlsRecords, row.respFraming, row.numbers, at + MEASURES.length);
  },
};

function measureSide(
  flow: FinishedFlow,
  fromOriginator: number,
  records: TlsRecordLog,
  found: LengthPrefix,
  numbers: Float64Array,
  at: number,
): void {
  for (let i = 0; i < MEASURES.length; i++) numbers[at + i] = Number.NaN;
  const prefix = (fromOriginator === 1 ? flow.orig : flow.resp).prefix;
  found.bits = 0;
  found.width = -1;
  found.from = 0;
  if (readTlsRecords(records, found)) {
    write(found, numbers, at);
    return;
  }
  const turnsDiffer = takeMessages(flow, fromOriginator, units);
  findLengthPrefix(prefix, units, found);
  if (turnsDiffer && found.bits < FRAMING_DECLARED_BITS) {
    takeTurns(flow, fromOriginator, units);
    findLengthPrefix(prefix, units, found);
  }
  found.from = units.offset[found.unframed] ?? 0;
  if (found.bits >= FRAMING_DECLARED_BITS) write(found, numbers, at);
  else found.bits = 0;
}

function write(found: LengthPrefix, numbers: Float64Array, at: number): void {
  numbers[at] = found.bits;
  numbers[at + 1] = found.offset;
  numbers[at + 2] = found.width;
  numbers[at + 3] = found.littleEndian && found.width > 1 ? 1 : 0;
  numbers[at + 4] = found.added;
  numbers[at + 5] = found.frames;
}
