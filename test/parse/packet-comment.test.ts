import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { uidOfComment } from '../../src/parse/packet-comment.ts';

function uidOf(comment: string): number {
  const bytes = Buffer.from(`junk${comment}junk`);
  return uidOfComment(bytes, 4, bytes.length - 8);
}

describe('the UID in a packet comment', () => {
  it('is PCAPdroid’s u-N, signed: unknown is -1', () => {
    expect(['u-10234', 'u--1', 'u-0', 'u--0', 'u-2147483647'].map(uidOf)).toEqual([10_234, -1, 0, 0, 2_147_483_647]);
  });

  it('is read as signed where a writer printed it unsigned', () => {
    expect(uidOf('u-4294967295')).toBe(-1);
  });

  it('is ptcpdump’s UserId', () => {
    expect(uidOf('UserId: 10234')).toBe(10_234);
  });

  it('may end with NUL or a line end', () => {
    expect(['u-10234\0', 'UserId: 1000\n'].map(uidOf)).toEqual([10_234, 1000]);
  });

  it('is nothing that an app wrote into its own command line', () => {
    const comments = [
      'PID: 99722\nCmd: /system/bin/sh\nArgs: sh UserId: 1000',
      'PID: 1\nCmd: x\nArgs: x\nUserId: 0',
      'Args: u-0',
      ' u-10234',
    ];
    expect(comments.map(uidOf)).toEqual([NO_UID, NO_UID, NO_UID, NO_UID]);
  });

  it('is not guessed from what only looks like one', () => {
    const comments = ['', 'u', 'u-', 'u--', 'u-+1', 'u-10234x', 'u-10 234', 'u-1.5', 'u-99999999999', 'u--4294967295'];
    expect(comments.map(uidOf)).toEqual(comments.map(() => NO_UID));
    expect(['UserId:', 'UserId: ', 'UserId: x', 'userid: 5', 'UserIdx: 5'].map(uidOf)).toEqual(Array(5).fill(NO_UID));
  });

  it('is the number that was written, for every UID', () => {
    fc.assert(
      fc.property(fc.integer(), (uid) => {
        expect(uidOf(`u-${uid}`)).toBe(uid);
        expect(uidOf(`UserId: ${uid}`)).toBe(uid);
      }),
    );
  });

  it('is looked for inside the comment only', () => {
    const bytes = Buffer.from('u-10234');
    for (let length = 0; length <= 7; length++) {
      const expected = length < 3 ? NO_UID : Number('10234'.slice(0, length - 2));
      expect(uidOfComment(bytes, 0, length)).toBe(expected);
    }
  });
});
