import { expect, test } from 'vitest';
import { captureId, dayOf, deviceFolder, placeOfStaged, stagedName } from '../../src/lake/lake-layout.ts';

const work = { captures: ['a', 'b'], telemetry: ['x', 'y'], configSha256: 'c', toolVersion: '1', device: 'd' };

test('the same work has the same id, and logs have no order', () => {
  expect(captureId(work)).toMatch(/^[0-9a-f]{24}$/);
  expect(captureId({ ...work, telemetry: ['y', 'x'] })).toBe(captureId(work));
});

test.each([
  { captures: ['b', 'a'] },
  { captures: ['a'] },
  { telemetry: ['x'] },
  { configSha256: 'd' },
  { toolVersion: '2' },
  { device: 'e' },
])('other work has another id: %j', (change) => {
  expect(captureId({ ...work, ...change })).not.toBe(captureId(work));
});

test('a name of a device becomes one of a folder, and stays its own', () => {
  const names = [
    'pixel 8',
    'pixel/8',
    '../../etc',
    '..',
    '',
    'ü',
    'x'.repeat(300),
    `${'x'.repeat(300)}y`,
    'emulator-5554',
  ];
  const folders = names.map(deviceFolder);
  expect(new Set(folders).size).toBe(names.length);
  for (const folder of folders) expect(folder).toMatch(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}$/);
  expect(deviceFolder('emulator-5554')).toBe('emulator-5554');
});

test('a staged file has one name without folders, from which its place follows', () => {
  for (const device of ['pixel+8', 'a/b', '~2b']) {
    const place = `flows/day=2026-01-09/device=${deviceFolder(device)}/abc-0.parquet`;
    expect(stagedName(place)).not.toContain('/');
    expect(placeOfStaged(stagedName(place))).toBe(place);
  }
  expect(placeOfStaged('commit.json')).toBeUndefined();
});

test('a path tells its day', () => {
  expect(dayOf('flows/day=2026-01-09/device=x/a-0.parquet')).toBe('2026-01-09');
  expect(dayOf('flows/a.parquet')).toBeUndefined();
});
