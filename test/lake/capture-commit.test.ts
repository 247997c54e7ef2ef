import { expect, test } from 'vitest';
import { readCommit } from '../../src/lake/capture-commit.ts';

test('a commit record is read, and nothing else is taken for one', () => {
  const commit = { capture_id: 'a', device: 'd', files: [], captures: [] };
  expect(readCommit(JSON.stringify(commit))).toEqual(commit);
  for (const text of ['', '{', '{}', '[]', 'null', '{"capture_id":"a"}']) expect(readCommit(text)).toBeUndefined();
});
