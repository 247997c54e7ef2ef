import { describe, expect, it } from 'vitest';
import { STATED_CONFIDENCE } from '../../src/models/stated-confidence.ts';

/** Where all captures are right the bound of Clopper and Pearson has a closed form. */
const shownBy = (captures: number) => 0.05 ** (1 / captures);
const roundedDown = (share: number) => Math.floor(100 * share) / 100;

describe('confidence of judgements that count no bits', () => {
  it('is the rule of succession where few captures of the kind were seen', () => {
    expect(STATED_CONFIDENCE.undeclaredBody).toBe(roundedDown(3 / 4));
    expect(STATED_CONFIDENCE.fewHiddenBytes).toBe(roundedDown(2 / 3));
    expect(STATED_CONFIDENCE.dnsData).toBe(roundedDown(8 / 9));
    expect(STATED_CONFIDENCE.regularBytes).toBe(roundedDown(56 / 73));
  });

  it('is what all captures of its basis show where that is less', () => {
    expect(STATED_CONFIDENCE.codedFields).toBe(roundedDown(shownBy(27)));
    expect(STATED_CONFIDENCE.contradictingBody).toBe(roundedDown(shownBy(16)));
    expect(STATED_CONFIDENCE.sibling).toBe(roundedDown(shownBy(15)));
    expect(STATED_CONFIDENCE.namedSibling).toBe(roundedDown(shownBy(15)));
  });

  it('is even where half of the captures are wrong, and never sure', () => {
    expect(STATED_CONFIDENCE.headValue).toBe(0.5);
    for (const confidence of Object.values(STATED_CONFIDENCE)) {
      expect(confidence).toBeGreaterThanOrEqual(0.5);
      expect(confidence).toBeLessThan(0.9);
    }
  });
});
