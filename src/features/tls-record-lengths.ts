// Lengths of the first TLS records of each direction: they survive VPN taps, where packet sizes are made up.

import type { FinishedFlow, TlsRecordLog } from '../flows/finished-flow.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';

/** TLS content type of application data, RFC 8446 §5.1. */
const APPLICATION_DATA = 23;

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'tls_record.count',
    unit: 'count',
    summary: 'TLS records of the {side} that were logged (32 at most); absent where there is no TLS record stream.',
    source: 'RFC 8446 §5.1',
    validFor: 'stream',
  },
  {
    name: 'tls_record.application_count',
    unit: 'count',
    summary: 'Those of them with content type 23, application data.',
    source: 'RFC 8446 §5.1',
    validFor: 'stream',
  },
];

export const tlsRecordLengths: FeatureFamily = {
  id: 'tls_record',
  features: bothDirections(MEASURES),
  vectors: bothDirections([
    {
      name: 'tls_record.lengths',
      unit: 'bytes',
      summary: 'Lengths of the first TLS records of the {side}, record headers excluded.',
      source: 'RFC 8446 §5.1',
      validFor: 'stream',
    },
  ]),
  measure(flow: FinishedFlow, row: FeatureRow, at: number, vectorAt: number): void {
    measureSide(flow.origTlsRecords, row, at, vectorAt);
    measureSide(flow.respTlsRecords, row, at + MEASURES.length, vectorAt + 1);
  },
};

function measureSide(records: TlsRecordLog, row: FeatureRow, at: number, vectorAt: number): void {
  const lengths = row.vectors[vectorAt];
  lengths.count = records.count;
  row.numbers[at] = Number.NaN;
  row.numbers[at + 1] = Number.NaN;
  if (records.count === 0) return;
  let application = 0;
  for (let i = 0; i < records.count; i++) {
    lengths.values[i] = records.lengths[i];
    if (records.types[i] === APPLICATION_DATA) application++;
  }
  row.numbers[at] = records.count;
  row.numbers[at + 1] = application;
}
