import { expect, it } from 'vitest';
import { findingPlace } from '../../src/run/finding-place.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

it('a finding is found by its id or the beginning of it, in the lake’s last import of its capture', async () => {
  const own = await testLake();
  await expect(findingPlace(own.lake, 'a')).rejects.toThrow(/the lake has no such finding/);
  const ids = [await put(own, 'one'), await put(own, 'two')].map(({ id }) => id).sort();
  const [first] = nativeRecords().findings;
  const id = first?.finding_id ?? '';
  for (const text of [id, id.slice(0, 10)]) {
    const { finding, commit } = await findingPlace(own.lake, text);
    expect(finding).toBe(id);
    expect(commit.capture_id).toBe(ids[1]);
  }
  await expect(findingPlace(own.lake, '')).rejects.toThrow(/no such finding/);
  await expect(findingPlace(own.lake, "x' OR true --")).rejects.toThrow(/no such finding/);
});
