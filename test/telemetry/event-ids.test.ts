import { expect, it } from 'vitest';
import { EventIds } from '../../src/telemetry/event-ids.ts';
import type { ImportContext, LogGap } from '../../src/telemetry/importer.ts';
import { at } from './telemetry-fixture.ts';

it('a jump ahead is a gap; a new start, a repetition and an odd id are none', () => {
  const gaps: LogGap[] = [];
  const ids = new EventIds({ gap: (gap: LogGap) => gaps.push(gap) } as unknown as ImportContext);
  [4821, 4822, 4831, 1, 2, 2, undefined, 'x', '4'].forEach((id, i) => {
    ids.see('security', id, at(i));
  });
  ids.see('network', 77, at(20));
  ids.see('network', 79, at(19));
  expect(gaps).toEqual([
    { startUs: at(1), endUs: at(2), cause: 'lacks events 4823 to 4830' },
    { startUs: at(5), endUs: at(8), cause: 'lacks event 3' },
    { startUs: at(19), endUs: at(20), cause: 'lacks event 78' },
  ]);
});
