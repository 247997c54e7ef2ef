import { expect, test } from 'vitest';
import { FILTER_KEYS, filterSlips, parseFilter, selectRows } from '../../src/report/flow-filter.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

const rows = rowsOf();
const count = (filter: string): number => selectRows(rows, parseFilter(filter)).length;

test('a slip of a key is told from a key, a word and the beginning of an address', () => {
  const none = (key: string) => `There is no key "${key}": "How to filter" has them all.`;
  expect(filterSlips('application:x -prot:udp enc:custom flashlight')).toEqual([none('application'), none('prot')]);
  expect(filterSlips('fe:80 beef:cafe:1 2001:db8::1 to:="a:b"')).toEqual([]);
});

test('what is no number or time where one is needed is told', () => {
  expect(filterSlips('up:>abc start:<yesterday port:80|443 frame:1 app:5x')).toEqual([
    '"abc" is no number: write up:>100.',
    '"yesterday" is no time: write start:>2026-01-31T10:00.',
  ]);
});

test.each([
  ['', 342],
  ['flashlight', 92],
  ['FLASHLIGHT', 92],
  ['app:flashlight up:>=923', 61],
  ['enc:custom -uid:10187', 61],
  ['port:4443', 92],
  ['port:44', 0],
  ['port:80', 31],
  ['port:4443|80', 123],
  ['-port:4443|443', 31],
  ['uid:10187|x', 92],
  ['to:"edge.kite.example" port:443', 61],
  ['to:="edge.kite"', 0],
  ['to:="edge.kite.example"', 61],
  ['ip:10.0.2.15', 342],
  ['down:<3000 svc:http', 7],
  ['svc:=http', 31],
  ['tls:1.3', 158],
  ['tls:=h2', 158],
  ['-tls:1.3', 184],
  ['proto:tcp', 342],
  ['proto:tc', 0],
  ['why:"no socket log"', 7],
  ['app:=', 7],
  ['-app:=', 335],
  ['enc:custom|embedded', 177],
  ['enc:=custom|embedded', 0],
  ['app:flashlight|widget', 116],
  ['|', 0],
  ['start:<2026-01-09T12:00', 170],
  ['start:>=2026-01-09t12:00z', 172],
  ['start:>yesterday', 0],
  ['sec:>3.1', 173],
  ['frame:1', 1],
  ['frame:1|x', 1],
  ['id:1018700000000000,1018700000000001', 2],
  ['id:10187', 0],
  ['nosuchkey:x', 0],
  ['-', 342],
  ['"', 342],
  ['443', 219],
])('%s: %i flows', (filter, matching) => {
  expect(count(filter)).toBe(matching);
});

test('every key that is documented can be used', () => {
  for (const key of Object.keys(FILTER_KEYS)) expect(() => count(`${key}:1 -${key}:>2 ${key}:=`)).not.toThrow();
});

test('hostile text is looked for as it is, and found where it stands', () => {
  for (const hostile of Object.values(HOSTILE)) expect(() => count(hostile)).not.toThrow();
  const bidi = rowsOf(sampleFlows({ hostile: HOSTILE.bidi }));
  expect(selectRows(bidi, parseFilter('\\u202e')).length).toBe(24);
});
