import { expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { findingPlace } from '../../src/run/finding-place.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

it('a finding is found by its id or the beginning of it, in the lake’s last import of its capture', async () => {
  const own = await testLake();
  await expect(findingPlace(own.lake, 'a')).rejects.toThrow(
    /the lake has no such finding, and none of an app of that name/,
  );
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

it('a package stands for the finding of its app; of several the choice is listed', async () => {
  const own = await testLake();
  const [first] = nativeRecords().findings as [FindingRecord];
  const [name = ''] = first.app.packages;
  const records = (id: string, day = '2026-01-09') => {
    const window = { start: `${day}T10:00:00.000000Z`, end: `${day}T11:00:00.000000Z` };
    return { ...nativeRecords(), findings: [{ ...first, finding_id: id, window }] };
  };
  await put(own, 'one', { records: records('aaaa') });
  expect(await findingPlace(own.lake, name)).toMatchObject({ finding: 'aaaa' });
  await put(own, 'two', { records: records('bbbb', '2026-01-10'), device: 'tablet' });
  await expect(findingPlace(own.lake, name)).rejects.toThrow(
    new RegExp(`2 findings fit.*\n {2}bbbb {2}${first.verdict} {2}2026-01-10 {2}tablet {2}${name}\n {2}aaaa .* pixel`),
  );
  for (let i = 0; i < 10; i++) await put(own, `more-${i}`, { records: records(`c${i}`) });
  await expect(findingPlace(own.lake, name)).rejects.toThrow(/\n {2}… and 2 more$/);
});
