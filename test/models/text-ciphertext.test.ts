import { describe, expect, it } from 'vitest';
import { findTextCiphertext } from '../../src/models/text-ciphertext.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(61);
const coded = (bytes: number) => Buffer.from(randomBytes(bytes, random)).toString('base64');
const find = (text: string, from: 'orig' | 'resp' = 'orig') =>
  findTextCiphertext(finishedFlow([{ from, bytes: Buffer.from(text) }]));

describe('ciphertext in text of no known protocol', () => {
  it('is found in JSON of either side, with what was measured', () => {
    const found = find(JSON.stringify({ d: coded(300) }), 'resp');
    expect(found).toMatchObject({ class: 'embedded', scheme: 'text', confidence: 0.89 });
    expect(found?.reasons[0]).toMatch(
      /^text of the responder: 9\d % of it are base64 fields whose 300 decoded bytes are uniform/,
    );
  });

  it('is not seen in text that is all base64, in words, or in coded words', () => {
    expect(find(coded(300))).toBeUndefined();
    expect(find(JSON.stringify({ d: 'words and words '.repeat(20) }))).toBeUndefined();
    expect(find(JSON.stringify({ d: Buffer.from('words and words '.repeat(20)).toString('base64') }))).toBeUndefined();
  });
});
