import { describe, expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { keySightings } from '../../src/lake/key-sightings.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

const id = 'cd'.repeat(32);

/** The sample with a key in its first flow. */
const withKey = (keyId: string, chanceBits = 64) =>
  nativeRecords({
    change: (_, [first]) => {
      const key = { form: 'spki', algorithm: 'rsa-2048', from: 'orig' as const, offset: 0, bytes: 294 };
      if (first !== undefined) first.keys = [{ ...key, chance_bits: chanceBits, key_id: keyId }];
    },
  });

describe('keys that captures of a lake carried', () => {
  it('are counted by capture, with the apps that sent them', async () => {
    const own = await testLake();
    await put(own, 'one', { records: withKey(id) });
    await put(own, 'two', { records: withKey(id) });
    await put(own, 'three');
    const found = await keySightings(own.lake, own.duck, [id, 'ef'.repeat(32)], 4e15);
    expect([...found.keys()]).toEqual([id]);
    expect(found.get(id)?.captures).toBe(2);
    expect(found.get(id)?.apps.length).toBeLessThanOrEqual(1);
  });

  it('name eight apps at most, in order, and none for flows without one', async () => {
    const own = await testLake();
    const change = (_: unknown, flows: FlowRecord[]) => {
      for (const [i, flow] of flows.slice(0, 11).entries()) {
        const key = { form: 'spki', algorithm: 'rsa-2048', from: 'orig' as const, offset: 0, bytes: 294 };
        flow.keys = [{ ...key, chance_bits: 64, key_id: id }];
        const app = { uid: 10_100 + i, packages: [`com.example.a${9 - i}`], tier: 'A', confidence: 0.9 };
        if (i < 10) flow.app = { ...app, level: 'exact', sources: [] } as NonNullable<FlowRecord['app']>;
        else delete flow.app;
      }
    };
    await put(own, 'one', { records: nativeRecords({ change }) });
    const apps = Array.from({ length: 8 }, (_, i) => `com.example.a${i}`);
    expect((await keySightings(own.lake, own.duck, [id], 4e15)).get(id)).toEqual({ captures: 1, apps });
    const other = await testLake();
    const few = (_: unknown, flows: FlowRecord[]) => {
      change(_, flows);
      for (const flow of flows.slice(0, 9)) delete flow.keys;
    };
    await put(other, 'one', { records: nativeRecords({ change: few }) });
    expect((await keySightings(other.lake, other.duck, [id], 4e15)).get(id)?.apps).toEqual(['com.example.a0']);
  });

  it('are of certificates as well', async () => {
    const own = await testLake();
    const change = (_: unknown, [first]: FlowRecord[]) => {
      if (first !== undefined) first.tls = { ...first.tls, certificate: { key_id: id } };
    };
    await put(own, 'one', { records: nativeRecords({ change }) });
    await put(own, 'two', { records: withKey(id) });
    expect((await keySightings(own.lake, own.duck, [id], 4e15)).get(id)?.captures).toBe(2);
  });

  it('are none before the first capture, in an empty lake, or of bare keys', async () => {
    const own = await testLake();
    expect((await keySightings(own.lake, own.duck, [id], 4e15)).size).toBe(0);
    await put(own, 'one', { records: withKey(id, 5) });
    expect((await keySightings(own.lake, own.duck, [id], 4e15)).size).toBe(0);
    await put(own, 'two', { records: withKey(id) });
    expect((await keySightings(own.lake, own.duck, [id], 0)).size).toBe(0);
    expect((await keySightings(own.lake, own.duck, [], 4e15)).size).toBe(0);
  });
});
