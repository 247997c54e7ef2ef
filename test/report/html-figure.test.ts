import { expect, test } from 'vitest';
import { htmlFigure } from '../../src/report/html-figure.ts';
import { HOSTILE } from '../support/analysis-result.ts';

const figure = {
  id: 'f',
  title: 'Title',
  caption: 'Caption',
  svg: '<svg></svg>',
  table: { heads: ['A', 'B'], rows: [['x', 1]] },
};

test('a chart has a heading, a caption and its data as a table', () => {
  const html = htmlFigure(figure);
  expect(html).toContain('<h3 id="f-h">Title</h3><svg></svg>');
  expect(html).toContain('<figcaption>Caption</figcaption>');
  expect(html).toContain('<tr><td>x</td><td>1</td></tr>');
  expect(html).not.toContain('class="wide"');
});

test('a wide one scrolls in a box that the keyboard reaches', () => {
  expect(htmlFigure({ ...figure, wide: true })).toContain(
    '<div class="scroll" tabindex="0" role="group" aria-label="Title"><svg>',
  );
});

test('whole numbers of the data are set apart, parts and texts stay as they are', () => {
  const html = htmlFigure({
    ...figure,
    table: {
      heads: ['A', 'B', 'C'],
      rows: [
        [12_345, -1024, '4096'],
        [0.5, 7, ''],
      ],
    },
  });
  expect(html).toContain('<td>12,345</td><td>-1,024</td><td>4096</td>');
  expect(html).toContain('<td>0.5</td><td>7</td><td></td>');
});

test('rows beyond two hundred are counted, hostile cells are text', () => {
  const rows = Array.from({ length: 230 }, () => [HOSTILE.markup, 1]);
  const html = htmlFigure({ ...figure, table: { heads: ['A', 'B'], rows } });
  expect(html).toContain('30 more rows');
  expect(html).not.toMatch(/<script|<img/);
});
