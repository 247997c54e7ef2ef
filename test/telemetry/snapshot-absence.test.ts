import { expect, it } from 'vitest';
import type { PlacedState } from '../../src/telemetry/app-timeline.ts';
import { SnapshotAbsence } from '../../src/telemetry/snapshot-absence.ts';
import { at } from './telemetry-fixture.ts';

const row = (seconds: number, uid: number, dataset = 'dumpsys.activity'): PlacedState => ({
  event: { action: 'proc_state', dataset, line: 1, timeUs: at(seconds), uid, procState: 'TOP' },
  captureUs: at(seconds),
  source: `dump.txt:${seconds}`,
});

function gone(...rows: PlacedState[]): (number | string | undefined)[][] {
  const absence = new SnapshotAbsence();
  return [...rows.flatMap((placed) => absence.see('0', placed)), ...absence.end()].map(
    ({ event, captureUs, source }) => [event.uid, captureUs, source],
  );
}

it('an app that the next dump does not list is in no list any more, from that dump on', () => {
  expect(gone(row(0, 1), row(0, 2), row(10, 2), row(20, 2))).toEqual([[1, at(10), 'dump.txt:10']]);
  expect(gone(row(0, 1), row(0, 2), row(10, 2))).toEqual([[1, at(10), 'dump.txt:10']]);
});

it('one dump alone, dumps that list it again and logs that are no dumps tell of nobody that is gone', () => {
  expect(gone(row(0, 1), row(0, 2))).toEqual([]);
  expect(gone(row(0, 1), row(10, 1), row(10, 2))).toEqual([]);
  expect(gone(row(0, 1, 'state'), row(10, 2, 'state'))).toEqual([]);
});
