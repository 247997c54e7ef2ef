import { describe, expect, it } from 'vitest';
import { blockSizes, repeatedBlocks, rsaUnits } from '../../src/models/cipher-traces.ts';
import { channelFlow, type FlowPlan } from '../support/channel-flow.ts';

const flows = (...measured: NonNullable<FlowPlan['measured']>[]) =>
  measured.map((values, i) => channelFlow(i, { measured: values }));

describe('what a cipher leaves in a channel', () => {
  it('is whole blocks, with the overhead that the rest may be', () => {
    const found = (rest?: number) =>
      blockSizes(
        flows({
          'message.block16_bits.orig': 16,
          ...(rest === undefined ? {} : { 'cipher.body_rest16.orig': rest }),
        }),
      )?.statement;
    expect(found(8)).toContain('8 bytes over: as a nonce of 8 or 24 bytes and a tag of 16 leaves');
    expect(found(12)).toContain('a nonce of 12 bytes and a tag of 16');
    expect(found(5)).not.toContain('over');
    expect(found()).toBe('sends message sizes that differ by whole 16-byte blocks in 1 flow');
  });

  it('is repeated blocks in either direction, with their chance and what else repeats', () => {
    const found = repeatedBlocks(flows({}, { 'cipher.repeated_blocks.resp': 12, 'cipher.repeat_bits.resp': 112.4 }));
    expect(found).toMatchObject({ kind: 'repeated_blocks', bits: 4, numbers: { flows: 1, repeat_bits: 112.4 } });
    expect(found?.statement).toContain('12 cipher blocks');
    expect(found?.statement).toContain('2^−112');
    expect(found?.statement).toContain('would look the same');
    expect(repeatedBlocks(flows({ 'cipher.repeated_blocks.orig': 0 }))).toBeUndefined();
  });

  it('is pieces under one modulus, of many flows', () => {
    const leading = (value: number) => ({
      'cipher.rsa_units.orig': 1,
      'cipher.rsa_unit_bytes.orig': 256,
      'cipher.rsa_leading_max.orig': value,
      'cipher.rsa_leading_mean.orig': value,
    });
    const many = Array.from({ length: 32 }, (_, i) => leading(Math.floor((0xa000 * (i + 0.5)) / 32)));
    const found = rsaUnits(flows(...many));
    expect(found).toMatchObject({ kind: 'rsa_units', bits: 6, numbers: { units: 32, unit_bytes: 256, tried: 8 } });
    expect(found?.statement).toContain('32 pieces of 256 bytes in 32 flows');
    expect(rsaUnits(flows(...many.slice(0, 5)))).toBeUndefined();
  });
});
