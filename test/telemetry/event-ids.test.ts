import { expect, it } from 'vitest';
import { EventIds } from '../../src/telemetry/event-ids.ts';
import type { ImportContext, LogGap } from '../../src/telemetry/importer.ts';
import { at } from './telemetry-fixture.ts';

/** What a log lacks whose events come in this order. */
function gapsOf(events: readonly (readonly [id: unknown, seconds: number, stream?: string])[]): LogGap[] {
  const gaps: LogGap[] = [];
  const ids = new EventIds({ gap: (gap: LogGap) => gaps.push(gap) } as unknown as ImportContext);
  for (const [id, seconds, stream = 'security'] of events) ids.see(stream, id, at(seconds));
  ids.end();
  return gaps;
}

const causes = (events: readonly (readonly [id: unknown, seconds: number])[]) =>
  gapsOf(events).map(({ cause }) => cause);

it('a jump ahead is a gap; a new start, a repetition and an odd id are none', () => {
  const ids = [4821, 4822, 4831, 1, 2, 2, undefined, 'x', '4'];
  expect(gapsOf([...ids.map((id, i) => [id, 10 * i] as const), [77, 200, 'network'], [79, 199, 'network']])).toEqual([
    { startUs: at(10), endUs: at(20), cause: 'lacks events 4823 to 4830' },
    { startUs: at(50), endUs: at(80), cause: 'lacks event 3' },
    { startUs: at(199), endUs: at(200), cause: 'lacks event 78' },
  ]);
});

it('lines in another order than their ids lack nothing', () => {
  const log = Array.from({ length: 40 }, (_, i) => [100 + i, 60 * i] as const);
  const shuffled = [...log].sort((a, b) => ((a[0] * 7919) % 41) - ((b[0] * 7919) % 41));
  for (const order of [log, [...log].reverse(), shuffled]) {
    expect(causes(order)).toEqual([]);
    expect(causes(order.filter(([id]) => id !== 110 && (id < 120 || id > 125)))).toEqual([
      'lacks event 110',
      'lacks events 120 to 125',
    ]);
  }
  // Logged a moment later than their number says.
  expect(
    causes([
      [5, 10],
      [3, 11],
      [4, 12],
      [6, 13],
    ]),
  ).toEqual([]);
});

it('an old record that comes again is no new start', () => {
  expect(causes([...[1, 2, 3, 4, 5].map((id) => [id, 60 * id] as const), [2, 120], [6, 360]])).toEqual([]);
});

it('a log with more gaps than are kept tells each of them once', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => [2 * i, i] as const);
  const told = causes(many);
  expect(told.length).toBe(19_999);
  expect(new Set(told).size).toBe(19_999);
});
