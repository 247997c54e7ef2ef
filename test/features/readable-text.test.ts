import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { holdsText } from '../../src/features/readable-text.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(51);
const pool = createPayloadPool();
const holds = (messages: readonly Uint8Array[], skip = 0) => {
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  return holdsText(pool, Buffer.concat(messages), skip);
};
/** A nonce, what is said, a digest of it. */
const signed = (text: string) => {
  const said = Buffer.from(text);
  return Buffer.concat([randomBytes(16, random), said, createHash('sha256').update(said).digest()]);
};

describe('text inside bytes that look random', () => {
  it('is found by one run that is long enough, and gone when that is sealed', () => {
    expect(holds([signed('{"t":1790000417,"state":"idle"}')])).toBe(true);
    expect(holds([Buffer.concat([randomBytes(16, random), randomBytes(31, random), randomBytes(32, random)])])).toBe(
      false,
    );
  });

  it('is found by runs of several messages together that are too short alone', () => {
    const short = Array.from({ length: 10 }, (_, i) => signed(`{"t":${i}}!`));
    expect(holds(short)).toBe(true);
    expect(holds(short.slice(0, 1))).toBe(false);
  });

  it('is no name in much ciphertext, and nothing in a header that is skipped', () => {
    const named = Buffer.concat([Buffer.from('node-eu-west-1/4711-production'), randomBytes(600, random)]);
    expect(holds([named])).toBe(false);
    const header = Buffer.concat([Buffer.from('node-eu-west-1/4711-production'), randomBytes(90, random)]);
    expect(holds([header])).toBe(true);
    expect(holds([header], 30)).toBe(false);
  });

  it('is not found in random bytes', () => {
    let found = 0;
    for (let i = 0; i < 20_000; i++) {
      const messages = Array.from({ length: 1 + (i % 12) }, () => randomBytes(16 + Math.floor(random() * 120), random));
      found += Number(holds(messages));
    }
    expect(found).toBe(0);
  });

  it('is asked of nothing without harm', () => {
    expect(holds([])).toBe(false);
    expect(holds([randomBytes(20, random)], 32)).toBe(false);
  });
});
