import { expect, test } from 'vitest';
import { readCommit } from '../../src/lake/capture-commit.ts';

const commit = { capture_id: 'a', device: 'd', rows: {}, files: [], captures: [], telemetry: [] };

test('a commit record is read, and nothing else is taken for one', () => {
  expect(readCommit(JSON.stringify(commit))).toEqual(commit);
  for (const text of ['', '{', '{}', '[]', 'null', '{"capture_id":"a"}']) expect(readCommit(text)).toBeUndefined();
  for (const key of Object.keys(commit))
    expect(readCommit(JSON.stringify({ ...commit, [key]: undefined }))).toBeUndefined();
});

test('a record names no file outside of its lake', () => {
  const file = 'flows/day=2026-11-01/device=pixel~208/a-0.parquet';
  expect(readCommit(JSON.stringify({ ...commit, files: [file] }))?.files).toEqual([file]);
  for (const path of ['../a', 'flows/../../a', '/etc/passwd', 'flows//a', '', 'C:/a', 'flows\\..\\a', 7, null])
    expect(readCommit(JSON.stringify({ ...commit, files: [file, path] })), String(path)).toBeUndefined();
  for (const id of ['../a', 'a/b', '..', ''])
    expect(readCommit(JSON.stringify({ ...commit, capture_id: id }))).toBeUndefined();
});
