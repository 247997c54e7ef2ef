import { expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { findingPlace } from '../../src/run/finding-place.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

it('a finding is found by its id or the beginning of it, in the lake’s last import of its capture', async () => {
  const own = await testLake();
  await expect(findingPlace(own.lake, 'a')).rejects.toThrow(/the lake has no such finding/);
  const id = 'c0ffee0123456789';
  const [first, ...others] = nativeRecords().findings;
  const records = { ...nativeRecords(), findings: [{ ...(first as FindingRecord), finding_id: id }, ...others] };
  const ids = [await put(own, 'one', { records }), await put(own, 'two', { records })].map(({ id }) => id).sort();
  for (const text of [id, id.slice(0, 8)]) {
    const { finding, commit, captureIds } = await findingPlace(own.lake, text);
    expect(finding).toBe(id);
    expect(commit.capture_id).toBe(ids[1]);
    expect([...captureIds].sort()).toEqual(ids);
  }
  await expect(findingPlace(own.lake, '')).rejects.toThrow(/no such finding/);
  await expect(findingPlace(own.lake, "x' OR true --")).rejects.toThrow(/no such finding/);
});
