import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CiphertextSearch, type LoggedOutput } from '../../src/models/ciphertext-search.ts';
import { randomBytes as drawBytes, randomNumbers } from '../support/random-bytes.ts';

const draw = randomNumbers(11);
const randomBytes = (count: number) => drawBytes(count, draw);

function logged(output: Uint8Array, index = 0): LoggedOutput {
  return {
    index,
    prefix: output.subarray(0, 32),
    bytes: output.length,
    sha256: createHash('sha256').update(output).digest('hex'),
  };
}

const output = Buffer.from(randomBytes(300));
const find = (stream: Uint8Array, ...outputs: LoggedOutput[]) =>
  new CiphertextSearch(outputs.length === 0 ? [logged(output)] : outputs).find(stream);

describe('the search for ciphertext', () => {
  it('finds an output as it is, whole, with its length in front', () => {
    const frame = Buffer.alloc(4);
    frame.writeUInt32BE(output.length);
    const [match] = find(Buffer.concat([Buffer.from('noise'), frame, output, Buffer.from('tail')]));
    expect(match).toMatchObject({ coding: 'raw', offset: 9, length: 300, isWhole: true, lengthPrefixBytes: 4 });
    expect(match!.bits).toBeGreaterThan(200);
  });

  it('finds base64, base64url and hex of either case, inside JSON say', () => {
    const json = (text: string) => Buffer.from(JSON.stringify({ v: 1, d: text }));
    for (const [coding, text] of [
      ['base64', output.toString('base64')],
      ['base64url', output.toString('base64url')],
      ['hex', output.toString('hex')],
      ['hex', output.toString('hex').toUpperCase()],
    ] as const) {
      const [match] = find(json(text));
      expect(match, text.slice(0, 8)).toMatchObject({ isWhole: true });
      expect([coding, 'base64']).toContain(match!.coding);
    }
  });

  it('finds base64 of which the output is only a part, in any alignment', () => {
    for (const header of [0, 1, 2, 3, 4]) {
      const stream = Buffer.from(Buffer.concat([randomBytes(header), output]).toString('base64'));
      expect(find(stream), `${header} bytes before`).toHaveLength(1);
    }
  });

  it('finds the beginning where the rest was cut off, and says that it is not whole', () => {
    const [match] = find(output.subarray(0, 100));
    expect(match).toMatchObject({ isWhole: false, length: 32 });
    expect(match!.bits).toBeGreaterThan(200);
  });

  it('is not fooled by other bytes after the same beginning', () => {
    const other = Buffer.concat([output.subarray(0, 32), randomBytes(268)]);
    expect(find(other)[0]).toMatchObject({ isWhole: false });
  });

  it('leaves out beginnings that are short, constant or repeated: a header is no ciphertext', () => {
    const constant = Buffer.concat([Buffer.alloc(32, 0x53), randomBytes(100)]);
    const salted = (seed: number) => Buffer.concat([Buffer.from('Salted__v1.0'), Buffer.alloc(50, seed)]);
    expect(new CiphertextSearch([logged(constant)]).size).toBe(0);
    expect(new CiphertextSearch([logged(salted(1)), logged(salted(2), 1)]).size).toBe(0);
    expect(new CiphertextSearch([{ ...logged(output), prefix: output.subarray(0, 8) }]).size).toBe(0);
  });

  it('finds an output once that was logged twice, by the cipher and as a file', () => {
    const matches = find(output, logged(output), logged(output, 1));
    expect(matches.map(({ output: index }) => index)).toEqual([0]);
    const unproved = { ...logged(output, 1), sha256: undefined };
    expect(find(output, logged(output), unproved)).toEqual([]);
  });

  it('finds nothing in other random bytes', () => {
    expect(find(randomBytes(200_000))).toEqual([]);
  });

  it('never throws, whatever stream and log hold', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(400),
        (stream, prefix, bytes) => {
          const search = new CiphertextSearch([{ index: 0, prefix, bytes, sha256: 'zz' }]);
          for (const { offset, length } of search.find(stream))
            expect(offset + length).toBeLessThanOrEqual(stream.length);
        },
      ),
    );
  });
});
