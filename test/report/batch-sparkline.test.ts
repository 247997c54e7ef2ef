import { expect, test } from 'vitest';
import { ODD_SCORE } from '../../src/models/baseline-drift.ts';
import { batchSparkline, SPARK_SESSIONS, type SparkSession } from '../../src/report/batch-sparkline.ts';

function scored(score: number, hasAlert = false): SparkSession {
  return { score: { status: 'scored', score }, hasAlert };
}
const UNSCORED: SparkSession = { score: { status: 'insufficient', score: 0 }, hasAlert: false };

function bars(svg: string): { css: string; x: number; y: number; height: number }[] {
  return [...svg.matchAll(/<rect class="([^"]+)" x="([^"]+)" y="([^"]+)" width="3" height="([^"]+)"/g)].map(
    ([, css = '', x, y, height]) => ({ css, x: Number(x), y: Number(y), height: Number(height) }),
  );
}

test('higher scores are higher bars, on the same scale in every row', () => {
  const [low, high, beyond] = bars(batchSparkline([scored(2), scored(20), scored(9000)]));
  expect(low?.height).toBeLessThan(high?.height ?? 0);
  expect(high?.height).toBeLessThan(beyond?.height ?? 0);
  expect(beyond).toMatchObject({ y: 0, height: 20 });
  expect(bars(batchSparkline([scored(2)]))[0]?.height).toBe(low?.height);
});

test('odd sessions and those with alerts have the warm colour, those without a score none', () => {
  const classes = bars(
    batchSparkline([UNSCORED, scored(1), scored(ODD_SCORE + 0.1), scored(1, true), { ...UNSCORED, hasAlert: true }]),
  ).map(({ css }) => css);
  expect(classes).toEqual(['f-rail', 'f-calm', 'f-signal', 'f-signal', 'f-signal']);
});

test('the newest session is at the right end, and only the newest thirty are drawn', () => {
  const one = bars(batchSparkline([scored(1)]));
  const many = bars(batchSparkline(Array.from({ length: 99 }, (_, i) => scored(i / 10))));
  expect(many).toHaveLength(SPARK_SESSIONS);
  expect(many.at(-1)?.x).toBe(one[0]?.x);
  expect(new Set(many.map(({ x }) => x)).size).toBe(SPARK_SESSIONS);
});

test('says its numbers to those who cannot see it', () => {
  expect(batchSparkline([UNSCORED, scored(1.26), scored(3)])).toContain(
    'aria-label="scores of 2 sessions: 1.3, 3.0 bits; 1 session without a score"',
  );
});
