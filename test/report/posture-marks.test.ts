import { expect, test } from 'vitest';
import { summariseCrypto } from '../../src/evidence/app-crypto.ts';
import type { CryptoRecord } from '../../src/flows/flow-record.ts';
import { parseFilter, selectRows } from '../../src/report/flow-filter.ts';
import { POSTURE_MARKS, postureMarks } from '../../src/report/posture-marks.ts';
import { sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

const RECORDS: readonly CryptoRecord[] = [
  { pq: true, forward_secrecy: true },
  { pq: false, forward_secrecy: false, self_signed: true, weak: ['small_prime'] },
  { pq: false, self_signed: false },
  { forward_secrecy: false },
];

test('the flow table finds as many flows as the posture of the app counts', () => {
  const flows = sampleFlows().slice(0, 40);
  const marked = flows.map((flow, i) => ({ ...flow, crypto: RECORDS[i % 4] as CryptoRecord }));
  const counts = new Map(RECORDS.map((record) => [JSON.stringify(record), 10]));
  const { pq, not_pq, no_forward_secrecy, self_signed, weak } = summariseCrypto(counts);
  const rows = rowsOf(marked);
  const found = (filter: string) => selectRows(rows, parseFilter(filter)).length;
  expect(found(`tls:${POSTURE_MARKS.postQuantum}`)).toBe(pq);
  expect(found(`tls:${POSTURE_MARKS.postQuantum}|${POSTURE_MARKS.classical}`)).toBe(pq + not_pq);
  expect(found(`tls:${POSTURE_MARKS.noForwardSecrecy}`)).toBe(no_forward_secrecy);
  expect(found(`tls:${POSTURE_MARKS.selfSigned}`)).toBe(self_signed);
  expect(found('tls:"small_prime"')).toBe(weak['small_prime']);
});

test('no word is part of another, and a flow that says nothing has none', () => {
  const words = Object.values(POSTURE_MARKS);
  for (const word of words) expect(words.filter((other) => other.includes(word))).toEqual([word]);
  expect(postureMarks(undefined)).toBe('');
  expect(postureMarks({})).toBe('');
});
