import { describe, expect, it } from 'vitest';
import { malformed, needMore, type Parsed, parsed } from '../../src/base/parsed.ts';

describe('the result of a parser', () => {
  it('is a value, or a reason with the offset where it arose', () => {
    const results: Parsed<number>[] = [parsed(7), malformed('length 0', 3), needMore('header cut', 5)];
    expect(results).toEqual([
      { ok: true, value: 7 },
      { ok: false, needMore: false, reason: 'length 0', offset: 3 },
      { ok: false, needMore: true, reason: 'header cut', offset: 5 },
    ]);
  });
});
