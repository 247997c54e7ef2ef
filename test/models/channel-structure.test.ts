import { describe, expect, it } from 'vitest';
import type { PeriodicityRecord } from '../../src/features/channel-record.ts';
import { findStructure } from '../../src/models/channel-structure.ts';
import { channelFlow, type FlowPlan } from '../support/channel-flow.ts';

const NO_RHYTHM: PeriodicityRecord = { verdict: 'insufficient', reason: '' };

function kinds(plans: FlowPlan[], periodicity = NO_RHYTHM): string[] {
  return findStructure(
    plans.map((plan, i) => channelFlow(i, plan)),
    periodicity,
  ).map(({ kind }) => kind);
}

const opening = (bytes: number, z = 0.3) => ({
  'exchange.symmetric_opening': 1,
  'exchange.first_message_bytes.orig': bytes,
  'exchange.first_message_bytes.resp': bytes,
  'payload.first_message_entropy_z.orig': z,
  'payload.first_message_entropy_z.resp': z,
});

describe('structure of a channel', () => {
  it('is none where nothing was measured', () => {
    expect(kinds([{}, {}, {}])).toEqual([]);
  });

  it('is a key exchange with proved keys, worth most', () => {
    const found = findStructure(
      [
        channelFlow(0),
        channelFlow(1, { measured: { 'exchange.curve_points.orig': 1, 'exchange.public_keys.orig': 1 } }),
      ],
      NO_RHYTHM,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'key_exchange', bits: 10 });
    expect(found[0]?.statement).toContain('1 coded key, point or ML-KEM key');
    expect(found[0]?.flows.map(({ index }) => index)).toEqual([1]);
  });

  it('is a key-like opening only with a known length, uniform on both sides, and worth less', () => {
    expect(findStructure([channelFlow(0, { measured: opening(32) })], NO_RHYTHM)[0]).toMatchObject({
      kind: 'key_exchange',
      bits: 4,
    });
    expect(kinds([{ measured: opening(31) }])).toEqual([]);
    expect(kinds([{ measured: opening(32, -9) }])).toEqual([]);
    expect(kinds([{ measured: { ...opening(32), 'exchange.symmetric_opening': 0 } }])).toEqual([]);
  });

  it('is framing in either direction', () => {
    const found = findStructure([channelFlow(0, { measured: { 'framing.bits.resp': 41 } })], NO_RHYTHM);
    expect(found[0]).toMatchObject({ kind: 'framing', bits: 4 });
    expect(found[0]?.statement).toContain('up to 41 bits');
  });

  it('is fixed sizes from five messages on, by spread or by mode', () => {
    const sizes = (count: number, dispersion: number, mode: number) => ({
      'message.count.orig': count,
      'message.relative_dispersion.orig': dispersion,
      'message.mode_share.orig': mode,
    });
    expect(kinds([{ measured: sizes(5, 0.1, 0.2) }])).toEqual(['fixed_sizes']);
    expect(kinds([{ measured: sizes(5, 0.9, 0.7) }])).toEqual(['fixed_sizes']);
    expect(kinds([{ measured: sizes(5, 0.9, 0.4) }])).toEqual([]);
    expect(kinds([{ measured: sizes(4, 0, 1) }])).toEqual([]);
  });

  it('is fixed sizes across flows that open with the same number of bytes', () => {
    const first = (bytes: number) => ({ measured: { 'exchange.first_message_bytes.orig': bytes } });
    expect(kinds([first(90), first(90), first(90), first(90), first(90), first(400)])).toEqual(['fixed_sizes']);
    expect(kinds([first(90), first(90), first(90), first(90), first(1), first(2)])).toEqual([]);
    expect(kinds([first(90), first(90), first(90), first(90), first(90), ...[1, 2, 3, 4].map(first)])).toEqual([]);
  });

  it('is whole blocks from twelve bits on', () => {
    expect(kinds([{ measured: { 'message.block16_bits.orig': 12 } }])).toEqual(['block_sizes']);
    expect(kinds([{ measured: { 'message.block16_bits.orig': 8 } }])).toEqual([]);
  });

  it('is a rhythm when the channel has one', () => {
    const periodic: PeriodicityRecord = {
      verdict: 'periodic',
      period_s: 60,
      jitter_share: 0.02,
      periods_seen: 12,
      reason: '',
    };
    const found = findStructure([channelFlow(0)], periodic);
    expect(found[0]).toMatchObject({ kind: 'periodic', statement: 'repeats every 60 s (spread 2 %, 12 periods)' });
    expect(kinds([{}], { ...periodic, verdict: 'aperiodic' })).toEqual([]);
  });
});
