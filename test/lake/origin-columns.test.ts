import { join } from 'node:path';
import { expect, it } from 'vitest';
import { originColumns, type RowOrigin } from '../../src/lake/origin-columns.ts';
import { testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

const plain: RowOrigin = {
  captureId: 'a'.repeat(24),
  captures: [{ file: 'a.pcap', path: '/a.pcap', sha256: 'ab'.repeat(32) }],
  toolVersion: '9.9.9',
  configSha256: 'c'.repeat(64),
  device: 'pixel',
};

it.each<[string, Partial<RowOrigin>]>([
  ['a plain name', {}],
  ['quotes', { device: `Ann's "phone" ''` }],
  ['nothing', { device: '', captures: [] }],
  ['other scripts, a line break and a backslash', { device: 'Gerät \u{1F4F1}\n\\x' }],
  [
    'a thousand pieces',
    { captures: Array.from({ length: 1000 }, () => plain.captures[0] as (typeof plain.captures)[0]) },
  ],
])('go into Parquet and come back as text: %s', async (_, own) => {
  const { duck } = await testLake();
  const origin = { ...plain, ...own };
  const file = join(testFolder(), 'rows.parquet');
  await duck.run(`COPY (SELECT n, ${Object.values(originColumns(origin)).join(', ')} FROM range(3) AS numbers(n))
    TO '${file}' (FORMAT parquet)`);
  const row = {
    capture_id: origin.captureId,
    capture_sha256: origin.captures.map(({ sha256 }) => sha256).join(','),
    tool_version: origin.toolVersion,
    config_sha256: origin.configSha256,
    device_name: origin.device,
  };
  expect(await duck.plainRows(`FROM '${file}' ORDER BY n`)).toEqual([0, 1, 2].map((n) => ({ n, ...row })));
  const types = await duck.plainRows<{ column_type: string }>(`DESCRIBE FROM '${file}'`);
  expect(types.slice(1).map(({ column_type: type }) => type)).toEqual(Array(5).fill('VARCHAR'));
});
