import { describe, expect, it } from 'vitest';
import { flowBeginning, flowId } from '../../src/flows/flow-id.ts';
import { KEY_WORDS } from '../../src/flows/flow-key.ts';

const key = Int32Array.from({ length: KEY_WORDS * 2 }, (_, i) => (i < KEY_WORDS ? 0 : i));
const START = 1_767_225_600_123_456;

describe('a flow id', () => {
  it('is 16 hex digits that stay the same from one release to the next', () => {
    expect(flowId(key, KEY_WORDS, START, 789, 0, 1)).toBe('8f7c3042eba3cd83');
    expect(flowId(key, KEY_WORDS, START, 789, 0, 1)).toBe(flowId(key, KEY_WORDS, START, 789, 0, 1));
  });

  it('differs with the key, the start to the nanosecond, the capture and the first frame', () => {
    const ids = [
      flowId(key, KEY_WORDS, START, 789, 0, 1),
      flowId(key, 0, START, 789, 0, 1),
      flowId(key, KEY_WORDS, START + 1, 789, 0, 1),
      flowId(key, KEY_WORDS, START + 2 ** 32, 789, 0, 1),
      flowId(key, KEY_WORDS, START, 790, 0, 1),
      flowId(key, KEY_WORDS, START, 789, 1, 1),
      flowId(key, KEY_WORDS, START, 789, 0, 2),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not depend on what was asked for before', () => {
    const id = flowId(key, 0, 1, 2, 3, 4);
    flowId(key, KEY_WORDS, START, 999, 9, 9);
    expect(flowId(key, 0, 1, 2, 3, 4)).toBe(id);
  });
});

describe('the number of a beginning', () => {
  it('is another for every frame of every capture', () => {
    const numbers = [flowBeginning(0, 1), flowBeginning(0, 0xffffffff), flowBeginning(1, 0), flowBeginning(65_535, 7)];
    expect(new Set(numbers).size).toBe(4);
    for (const number of numbers) expect(Number.isSafeInteger(number)).toBe(true);
  });
});
