import { expect, it } from 'vitest';
import { coverageRows } from '../../src/telemetry/coverage.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { unownedPackages } from '../../src/telemetry/unowned-events.ts';
import { at, readLogs } from './telemetry-fixture.ts';

const capture = { datasets: [], startUs: at(0), endUs: at(100), gaps: [], blindTo: [] };
const crypto = (seconds: number, name: string, action = 'keypair_generated') =>
  `${JSON.stringify({ schema: 'cipherscope.crypto/1', ts: at(seconds), 'event.action': action, 'package.name': name })}\n`;

async function read(logs: Record<string, string>, isShown?: (uid: number, packages: readonly string[]) => boolean) {
  const telemetry = await readLogs(logs);
  const join = joinTelemetry([], telemetry);
  const input = { capture, flows: [], flowCount: 0, telemetry, join };
  const rows = coverageRows(isShown === undefined ? input : { ...input, isShown });
  return {
    rows: rows.filter(({ app }) => app !== undefined && app.uid === undefined),
    packages: unownedPackages(telemetry.events),
  };
}

it('what a package of unknown UID did with keys is told in rows of its own, by area and file', async () => {
  const { rows } = await read({
    'a.ndjson': crypto(1, 'com.b') + crypto(2, 'com.a') + crypto(3, 'com.b', 'cipher_final'),
    'b.ndjson': crypto(4, 'com.a') + crypto(5, 'com.known'),
    'packages.txt': 'package:com.known uid:10001\n',
  });
  expect(
    rows.map(({ area, app, status, datasets }) => [area, app, status, datasets.map((one) => [one.file, one.records])]),
  ).toEqual([
    [
      'key_lifecycle',
      { packages: ['com.a'] },
      'none',
      [
        ['a.ndjson', 1],
        ['b.ndjson', 1],
      ],
    ],
    ['key_lifecycle', { packages: ['com.b'] }, 'none', [['a.ndjson', 1]]],
    ['ciphertext_transformation', { packages: ['com.b'] }, 'none', [['a.ndjson', 1]]],
  ]);
  expect(rows[0]?.gaps).toEqual([
    { cause: 'a.ndjson, b.ndjson tells of it by its package alone, and no log tells its UID' },
  ]);
  expect(rows[0]?.remedy).toContain('pm list packages -U');
});

it('states alone make no such row, and apps that may not be named have none', async () => {
  const state = {
    schema: 'cipherscope.state/1',
    ts: at(1),
    'event.action': 'activity_paused',
    'package.name': 'com.a',
  };
  expect((await read({ 's.ndjson': `${JSON.stringify(state)}\n` })).rows).toEqual([]);
  const { rows } = await read({ 'a.ndjson': crypto(1, 'com.a') + crypto(2, 'com.b') }, (_, names) =>
    names.includes('com.b'),
  );
  expect(rows.map(({ app }) => app?.packages)).toEqual([['com.b']]);
});

it('a hostile log makes no more rows than two hundred', async () => {
  const { packages } = await read({
    'a.ndjson': Array.from({ length: 300 }, (_, i) => crypto(1 + i / 10, `com.p${i}`)).join(''),
  });
  expect(packages.size).toBe(200);
});
