import { describe, expect, it } from 'vitest';
import { explanationText } from '../../src/report/explanation-text.ts';
import { painter } from '../../src/report/terminal-style.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const finding = sampleResult({}).findings[0]!;
const claims = finding.evidence.map((evidence) => ({ evidence, recomputed: 4.5, citations: ['frame 15: here'] }));
const plain = painter(false);

describe('the text of an explanation', () => {
  it('prints each claim with bits, formula, numbers and citations, then what could overturn it and the next steps', () => {
    const text = explanationText(finding, claims, [], 80, plain);
    for (const { evidence } of claims)
      expect(text.replace(/\s+/g, ' ')).toContain(evidence.statement.replace(/\s+/g, ' '));
    expect(text).toContain('= 4.50');
    expect(text).toContain('events 3, chance 0.002');
    expect(text).toContain('     frame 15: here');
    expect(text.indexOf('What could overturn it')).toBeLessThan(text.indexOf('What to do next'));
    expect(text).toContain('every formula gives the bits of the record');
  });

  it('lists what does not agree with the record', () => {
    const text = explanationText(finding, claims, ['frame 9 is not in the capture'], 80, plain);
    expect(text).toContain('Does not agree with the record:\n  frame 9 is not in the capture');
  });

  it('shows what a capture or a log could hide', () => {
    for (const hostile of Object.values(HOSTILE)) {
      const citations = [`crypto.ndjson:3: ${hostile}`];
      const text = explanationText(finding, [{ ...claims[0]!, citations }], [hostile], 80, plain);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
