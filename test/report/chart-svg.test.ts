import { expect, test } from 'vitest';
import { chartDrawer, chartSvg } from '../../src/report/chart-svg.ts';

const words = { id: 'c', title: 'A <title>', description: 'Its "words"' };

test('a chart has its words, and nothing that the page did not give it', async () => {
  const { draw, plot } = await chartDrawer();
  const svg = draw(words, { width: 100, height: 50, marks: [plot.barY([1, 2, 3.123456]), plot.axisX()] });
  expect(svg).toMatch(
    /^<svg class="chart" viewBox="0 0 100 50" text-anchor="middle" role="img" aria-labelledby="c-t c-d"><title id="c-t">A &lt;title&gt;<\/title><desc id="c-d">Its &quot;words&quot;<\/desc>/,
  );
  expect(svg).not.toMatch(/<style|font-family|plot-/);
  expect(svg.match(/aria-label(?!ledby)|aria-hidden|class="(?!chart)/g)).toBeNull();
});

test('numbers in attributes are short, text is left alone', () => {
  expect(
    chartSvg('<svg viewBox="0 0 1 1"><path d="M1.23456,-0.55555"/><text x="3.12345">3.12345</text></svg>', words),
  ).toContain('<path d="M1.2,-0.6"/><text x="3.1">3.12345</text>');
});

test('the same data draws the same bytes', async () => {
  const draw = async (): Promise<string> => {
    const { draw, plot } = await chartDrawer();
    return draw(words, {
      marks: [
        plot.dot([
          [1, 2],
          [3, 4],
        ]),
      ],
    });
  };
  expect(await draw()).toBe(await draw());
});
