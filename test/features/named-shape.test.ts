import { expect, it } from 'vitest';
import { shapeToRecord } from '../../src/features/named-shape.ts';

it('a shape is written with its bits to one digit and a copy of its lengths', () => {
  const lengths = [32, 96, 64];
  const record = shapeToRecord({ like: 'Noise XX', chanceBits: 21.96, lengths });
  expect(record).toEqual({ like: 'Noise XX', chance_bits: 22, message_bytes: [32, 96, 64] });
  expect(record.message_bytes).not.toBe(lengths);
});
