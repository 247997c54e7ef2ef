import { describe, expect, it } from 'vitest';
import { feature, showing } from '../../src/models/structure-feature.ts';
import { channelFlow } from '../support/channel-flow.ts';

describe('one structure of a channel', () => {
  it('takes its bits from its kind’s formula and counts its flows among its numbers', () => {
    const found = feature('block_sizes', [channelFlow(0), channelFlow(1)], { block_bits: 16 }, 'sends whole blocks');
    expect(found).toMatchObject({ bits: 3, numbers: { flows: 2, block_bits: 16 } });
    expect(found.formula).toContain('modulo 16');
  });

  it('is shown by the flows whose own numbers give bits', () => {
    const flows = [channelFlow(0), channelFlow(1, { measured: { 'cipher.repeat_bits.orig': 45 } })];
    expect(showing('repeated_blocks', flows).map(({ flow }) => flow.index)).toEqual([1]);
  });
});
