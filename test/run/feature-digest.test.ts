import { describe, expect, it } from 'vitest';
import { createFeatureRow } from '../../src/features/feature-registry.ts';
import { digestOfRow } from '../../src/run/feature-digest.ts';

function row(change: (row: ReturnType<typeof createFeatureRow>) => void = () => undefined) {
  const made = createFeatureRow();
  made.numbers.fill(Number.NaN);
  change(made);
  return made;
}

describe('digestOfRow', () => {
  it('is the same for the same numbers, whichever row holds them', () => {
    const fill = (made: ReturnType<typeof createFeatureRow>) => {
      made.numbers[0] = 0.1;
      made.vectors[0] = [1, 2, 3];
    };
    expect(digestOfRow(row(fill), 7)).toBe(digestOfRow(row(fill), 7));
  });

  it('changes with any number, its place, the frame, and any entry of a vector', () => {
    const digests = [
      digestOfRow(row(), 1),
      digestOfRow(row(), 2),
      ...row()
        .numbers.keys()
        .map((i) =>
          digestOfRow(
            row((made) => (made.numbers[i] = 1)),
            1,
          ),
        ),
      digestOfRow(
        row((made) => (made.numbers[0] = 1.0000000000000002)),
        1,
      ),
      digestOfRow(
        row((made) => (made.numbers[0] = 0)),
        1,
      ),
      digestOfRow(
        row((made) => (made.vectors[0] = [1, 2])),
        1,
      ),
      digestOfRow(
        row((made) => (made.vectors[0] = [2, 1])),
        1,
      ),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('sees what a row holds now, not what it held before', () => {
    const reused = row();
    const before = digestOfRow(reused, 1);
    reused.numbers[3] = 5;
    expect(digestOfRow(reused, 1)).not.toBe(before);
  });
});
