import { probit } from 'simple-statistics';
import { expect, it } from 'vitest';
import { MAD_TO_SIGMA } from '../../src/base/mad-to-sigma.ts';

it('is what half of all normal values, those within the deviation, are away from the middle', () => {
  expect(MAD_TO_SIGMA).toBeCloseTo(1 / probit(0.75), 3);
});
