import { expect, it } from 'vitest';
import { REJECTED_LINES_KEPT, RejectedLines } from '../../src/telemetry/rejected-lines.ts';

it('counts all, keeps the first, and knows the reason that most of them share', () => {
  const lines = new RejectedLines();
  expect([lines.count, lines.commonest]).toEqual([0, undefined]);
  for (const [i, reason] of ['is prose', 'is prose', 'has no time', 'has no time', 'has no time', 'is odd'].entries())
    lines.add(i + 1, reason);
  expect(lines.count).toBe(6);
  expect(lines.kept).toHaveLength(REJECTED_LINES_KEPT);
  expect(lines.kept[0]).toEqual({ line: 1, reason: 'is prose' });
  expect(lines.commonest).toEqual({ line: 3, reason: 'has no time' });
});

it('takes of two reasons that are as common the one that was met first', () => {
  const lines = new RejectedLines();
  lines.add(4, 'is prose');
  lines.add(5, 'is odd');
  expect(lines.commonest).toEqual({ line: 4, reason: 'is prose' });
});

it('tells a bounded number of reasons apart', () => {
  const lines = new RejectedLines();
  for (let line = 1; line <= 10_000; line++) lines.add(line, `has ${line} fields`);
  for (let line = 10_001; line <= 10_003; line++) lines.add(line, 'comes late');
  expect([lines.count, lines.commonest]).toEqual([10_003, { line: 1, reason: 'has 1 fields' }]);
});
