import { expect, test } from 'vitest';
import { JudgedAnew } from '../../src/run/judged-anew.ts';

test('a flow has the judgement that was set last, and others have none', () => {
  const anew = new JudgedAnew();
  expect(anew.of(0)).toBeUndefined();
  const record = { class: 'custom', confidence: 0.75, reasons: ['its siblings are'] } as const;
  anew.set(3, { ...record, confidence: 0.5, reasons: [] });
  anew.set(3, { ...record, reasons: [...record.reasons] });
  expect(anew.of(3)).toEqual(record);
  expect(anew.of(2)).toBeUndefined();
});
