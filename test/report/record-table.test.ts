import { desc, op } from 'arquero';
import { describe, expect, it } from 'vitest';
import { toTable } from '../../src/report/record-table.ts';

const flows = [
  { flow_id: 'a', orig: { ip: '10.0.2.15', bytes: 100 }, features: { 'volume.bytes': 160 } },
  { flow_id: 'b', orig: { ip: '10.0.2.15', bytes: 300 }, service: 'tls', encryption: { reasons: ['x', 'y'] } },
  { flow_id: 'c', orig: { ip: '10.0.2.16', bytes: 50 } },
];

describe('toTable', () => {
  it('makes a column of every nested key and leaves out what a record does not say', async () => {
    const table = await toTable(flows);
    expect(table.numRows()).toBe(3);
    expect(table.columnNames()).toEqual([
      'flow_id',
      'orig.ip',
      'orig.bytes',
      'features.volume.bytes',
      'service',
      'encryption.reasons',
    ]);
    expect(table.array('service')).toEqual([undefined, 'tls', undefined]);
    expect(table.array('encryption.reasons')).toEqual([undefined, ['x', 'y'], undefined]);
  });

  it('gives a table that groups and sums', async () => {
    async function* stream() {
      yield* flows;
    }
    const sums = (await toTable(stream()))
      .groupby('orig.ip')
      .rollup({ bytes: op.sum('orig.bytes') })
      .orderby(desc('bytes'))
      .objects();
    expect(sums).toEqual([
      { 'orig.ip': '10.0.2.15', bytes: 400 },
      { 'orig.ip': '10.0.2.16', bytes: 50 },
    ]);
  });

  it('makes an empty table of no records', async () => {
    expect((await toTable([])).numRows()).toBe(0);
  });
});
