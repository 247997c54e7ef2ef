import { describe, expect, it } from 'vitest';
import {
  isUsualOpening,
  STRUCTURE_FORMULAS,
  structureBits,
  structureOfFlow,
} from '../../src/models/structure-formulas.ts';
import { channelFlow } from '../support/channel-flow.ts';

describe('formulas of structure', () => {
  it('give the bits of a channel from the numbers of its record', () => {
    expect(structureBits('key_exchange', { flows: 2, keys: 1 })).toBe(10);
    expect(structureBits('key_exchange', { flows: 2, keys: 0, opening_bytes: 32, least_z: -1 })).toBe(4);
    expect(structureBits('key_exchange', { flows: 2, keys: 0, opening_bytes: 31, least_z: -1 })).toBe(0);
    expect(structureBits('key_exchange', { flows: 2, keys: 0, opening_bytes: 32, least_z: -4 })).toBe(0);
    expect(structureBits('framing', { framing_bits: 34 })).toBe(4);
    expect(structureBits('fixed_sizes', { messages: 9, relative_dispersion: 0.1, limit: 0.15 })).toBe(2);
    expect(structureBits('fixed_sizes', { messages: 9, relative_dispersion: 0.2, limit: 0.15 })).toBe(0);
    expect(structureBits('fixed_sizes', { flows: 6, of: 10, opening_bytes: 36 })).toBe(2);
    expect(structureBits('fixed_sizes', { flows: 5, of: 10, opening_bytes: 36 })).toBe(0);
    expect(structureBits('block_sizes', { block_bits: 11.9 })).toBe(0);
    expect(structureBits('block_sizes', { block_bits: 12 })).toBe(3);
    expect(structureBits('key_exchange', { keys: 0, shape_bits: 15 })).toBe(8);
    expect(structureBits('fixed_sizes', { cell_bytes: 514, cell_bits: 13 })).toBe(2);
    expect(structureBits('repeated_blocks', { repeat_bits: 39.9 })).toBe(0);
    expect(structureBits('repeated_blocks', { repeat_bits: 40 })).toBe(4);
    expect(structureBits('bare_keys', { bare_keys: 6, tried: 6 })).toBe(4);
    expect(structureBits('bare_keys', { bare_keys: 6, tried: 66 })).toBe(0);
    expect(structureBits('rsa_units', { units: 40, largest: 0xa000, mean: 0x5000 })).toBe(6);
    expect(structureBits('rsa_units', { units: 4, largest: 0xa000, mean: 0x5000 })).toBe(0);
    expect(structureBits('periodic', { period_s: 60, jitter_share: 0.5, limit: 0.5 })).toBe(4);
  });

  it('read the side of a flow that shows it', () => {
    const flow = channelFlow(0, {
      measured: {
        'framing.bits.resp': 40,
        'framing.prefix_offset.resp': 2,
        'framing.prefix_width.resp': 4,
        'message.count.orig': 9,
        'message.relative_dispersion.orig': 0.9,
        'message.count.resp': 7,
        'message.relative_dispersion.resp': 0.05,
      },
    });
    expect(structureOfFlow('framing', flow, 0)).toEqual({ framing_bits: 40, prefix_offset: 2, prefix_width: 4 });
    expect(structureOfFlow('fixed_sizes', flow, 0.15)).toMatchObject({ messages: 7, relative_dispersion: 0.05 });
    expect(structureOfFlow('key_exchange', flow, 0)).toEqual({ keys: 0 });
  });

  it('do not take an unknown spread for none', () => {
    const flow = channelFlow(0, { measured: { 'message.count.orig': 9 } });
    expect(structureBits('fixed_sizes', structureOfFlow('fixed_sizes', flow, 0.15))).toBe(0);
  });

  it('say what they are, each with the bits that it can give', () => {
    for (const [kind, { text }] of Object.entries(STRUCTURE_FORMULAS)) expect(text, kind).toMatch(/^\d+ bits /);
    expect(isUsualOpening(0, 0)).toBe(false);
  });
});
