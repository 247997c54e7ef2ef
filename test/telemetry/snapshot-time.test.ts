import { expect, it } from 'vitest';
import type { ImportContext } from '../../src/telemetry/importer.ts';
import { SnapshotTime } from '../../src/telemetry/snapshot-time.ts';
import { at } from './telemetry-fixture.ts';

it('a mark sets the time, a bad one is rejected, other lines are not its', () => {
  const time = new SnapshotTime({ takenUs: at(1) } as ImportContext);
  expect(time.us).toBe(at(1));
  expect([time.read('Proc # 0: x'), time.read('### 1767225605'), time.us]).toEqual([false, true, at(5)]);
  expect(time.read('### soon')).toContain('neither RFC 3339 nor an epoch number');
});
