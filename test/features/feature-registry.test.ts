import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featuresToRecord } from '../../src/features/feature-record.ts';
import {
  createFeatureRow,
  FEATURE_FAMILIES,
  featureIndex,
  measureFlow,
  NUMBER_FEATURES,
  VECTOR_FEATURES,
} from '../../src/features/feature-registry.ts';
import { finishedFlow } from '../support/finished-flow.ts';

const anyMessage = fc.record({
  from: fc.constantFrom('orig' as const, 'resp' as const),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ maxLength: 80 }).map((text) => Buffer.from(text)),
    fc.tuple(fc.nat(255), fc.nat(3000)).map(([byte, count]) => new Uint8Array(count).fill(byte)),
  ),
  atSeconds: fc.double({ min: -10, max: 1e6, noNaN: true }),
});

describe('the feature registry', () => {
  it('has stable, unique names of the form family.measure', () => {
    const names = [...NUMBER_FEATURES, ...VECTOR_FEATURES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(\.(orig|resp))?$/.test(name))).toEqual([]);
    expect(NUMBER_FEATURES.length).toBeGreaterThan(80);
  });

  it('defines every feature in a sentence', () => {
    const vague = [...NUMBER_FEATURES, ...VECTOR_FEATURES].filter(
      ({ summary }) => summary.length < 15 || !summary.endsWith('.') || summary.includes('{side}'),
    );
    expect(vague).toEqual([]);
  });

  it('names a family in the names of its features, but for byte shapes that stand with the payload', () => {
    for (const family of FEATURE_FAMILIES) {
      const foreign = [...family.features, ...(family.vectors ?? [])].filter(
        ({ name }) => !name.startsWith(`${family.id}.`),
      );
      expect(foreign).toEqual([]);
    }
  });

  it('finds a position by name and takes an unknown name for a bug', () => {
    expect(NUMBER_FEATURES[featureIndex('payload.entropy_z.resp')]?.name).toBe('payload.entropy_z.resp');
    expect(() => featureIndex('payload.entropy')).toThrow('no feature is named payload.entropy');
  });

  it('gives each family its own place: a measured row holds what the families measure alone', () => {
    const flow = finishedFlow([
      { from: 'orig', bytes: Buffer.from('some text here, twenty') },
      { from: 'resp', bytes: Buffer.from('and an answer that is longer than that') },
    ]);
    const row = createFeatureRow();
    measureFlow(flow, row);
    let at = 0;
    let vectorAt = 0;
    for (const family of FEATURE_FAMILIES) {
      const own = createFeatureRow();
      family.measure(flow, own, 0, 0);
      const width = family.features.length;
      expect([...row.numbers.subarray(at, at + width)]).toEqual([...own.numbers.subarray(0, width)]);
      const vectors = family.vectors?.length ?? 0;
      expect(row.vectors.slice(vectorAt, vectorAt + vectors)).toEqual(own.vectors.slice(0, vectors));
      // Beyond its own cells a family writes nothing.
      expect([...own.numbers.subarray(width)].every(Number.isNaN)).toBe(true);
      at += width;
      vectorAt += vectors;
    }
    expect(at).toBe(NUMBER_FEATURES.length);
    expect(vectorAt).toBe(VECTOR_FEATURES.length);
  });

  it('leaves nothing of the flow before in a reused row', () => {
    const row = createFeatureRow();
    const big = finishedFlow(
      Array.from({ length: 30 }, (_, i) => ({
        from: i % 2 ? ('resp' as const) : ('orig' as const),
        bytes: new Uint8Array(i * 9 + 1),
      })),
    );
    const small = finishedFlow([{ from: 'orig', bytes: Uint8Array.of(1) }]);
    measureFlow(small, row);
    const wanted = featuresToRecord(row);
    measureFlow(big, row);
    expect(featuresToRecord(row)).not.toEqual(wanted);
    measureFlow(small, row);
    expect(featuresToRecord(row)).toEqual(wanted);
  });

  it('leaves out of a VPN tap what its made-up packets would falsify', () => {
    const messages = [{ from: 'orig' as const, bytes: new Uint8Array(100) }];
    const row = createFeatureRow();
    measureFlow(finishedFlow(messages, { syntheticPackets: true }), row);
    const record = featuresToRecord(row);
    const falsified = [...NUMBER_FEATURES, ...VECTOR_FEATURES].filter(({ validFor }) => validFor === 'packets');
    expect(falsified.length).toBeGreaterThan(10);
    expect(falsified.filter(({ name }) => name in record)).toEqual([]);
    expect(record['message.count.orig']).toBe(1);
  });

  it('measures any flow without throwing, and no number that is not finite leaves it', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 40 }),
        fc.constantFrom(1, 6, 17),
        fc.boolean(),
        (messages, protocol, synthetic) => {
          const row = createFeatureRow();
          measureFlow(finishedFlow(messages, { protocol, syntheticPackets: synthetic }), row);
          for (const value of Object.values(featuresToRecord(row)).flat()) expect(Number.isFinite(value)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('survives logs that contradict the prefix', () => {
    const flow = finishedFlow([
      { from: 'orig', bytes: new Uint8Array(50) },
      { from: 'orig', bytes: new Uint8Array(90) },
    ]);
    flow.messages.prefixOffset.fill(4_000_000_000);
    flow.messages.bytes.fill(0xffff_ffff);
    flow.endUs = flow.startUs - 5;
    const row = createFeatureRow();
    measureFlow(flow, row);
    expect(featuresToRecord(row)['volume.duration_ms']).toBe(0);
  });
});
