import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestWord } from '../../src/run/closest-word.ts';

const WORDS = ['telemetry', 'output', 'workers', 'start', 'end'];

describe('closestWord', () => {
  it('finds a word with a letter wrong, missing, doubled or swapped', () => {
    for (const typed of ['telemetri', 'telemery', 'telemmetry', 'teelmetry', 'TELEMETRY']) {
      expect(closestWord(typed, WORDS), typed).toBe('telemetry');
    }
  });

  it('counts a swap as one slip: in a short word that is the limit', () => {
    expect(closestWord('edn', WORDS)).toBe('end');
    expect(closestWord('dne', WORDS)).toBeUndefined();
  });

  it('prefers the nearer of two', () => {
    expect(closestWord('workerz', ['worker-size', 'workers'])).toBe('workers');
  });

  it('says nothing rather than something far-fetched', () => {
    expect(closestWord('capture.pcap', WORDS)).toBeUndefined();
    expect(closestWord('', WORDS)).toBeUndefined();
    expect(closestWord('x', [])).toBeUndefined();
  });

  it('finds any word from itself, and answers for texts of any length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 500 }), (word, other) => {
        expect(closestWord(word, [word])).toBe(word);
        expect([undefined, word]).toContain(closestWord(other, [word]));
      }),
    );
  });
});
