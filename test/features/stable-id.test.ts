import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { stableId } from '../../src/features/stable-id.ts';

it('an id is the beginning of the hash of its parts and nothing else', () => {
  const wanted = createHash('sha256').update('["channel",10123,null,"tcp",443]').digest('hex').slice(0, 16);
  expect(stableId(['channel', 10123, undefined, 'tcp', 443])).toBe(wanted);
});

it('parts cannot run into each other, and an unknown part is not an empty one', () => {
  const ids = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['abc', undefined], ['1'], [1]].map((parts) =>
    stableId(parts),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
