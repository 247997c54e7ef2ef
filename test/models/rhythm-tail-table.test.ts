import { expect, it } from 'vitest';
import { RHYTHM_TAIL } from '../../src/models/rhythm-tail-table.ts';

it('chances fall and scores rise in every row, and rows stand in order of activations', () => {
  const { chances, rows } = RHYTHM_TAIL;
  expect(rows.length).toBeGreaterThan(10);
  expect([...chances].sort((a, b) => b - a)).toEqual(chances);
  for (const { scores } of rows) expect([...scores].sort((a, b) => a - b)).toEqual(scores);
  const counts = rows.map(({ activations }) => activations);
  expect([...new Set(counts)].sort((a, b) => a - b)).toEqual(counts);
});
