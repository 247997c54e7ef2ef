import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, StreamBuffer } from '../../src/parse/stream-buffer.ts';

describe('a stream buffer', () => {
  it('hands out what was put in, in order, however it is cut and consumed', () => {
    const chunk = fc.uint8Array({ maxLength: 50 });
    fc.assert(
      fc.property(fc.array(chunk), fc.array(fc.nat(30), { minLength: 1 }), (chunks, appetites) => {
        const buffer = new StreamBuffer();
        const out: number[] = [];
        chunks.forEach((bytes, i) => {
          buffer.append(bytes);
          const take = Math.min(buffer.available, appetites[i % appetites.length] as number);
          out.push(...buffer.bytes.subarray(buffer.start, buffer.start + take));
          buffer.start += take;
          expect(buffer.offset).toBe(out.length);
        });
        out.push(...buffer.bytes.subarray(buffer.start, buffer.end));
        expect(out).toEqual(chunks.flatMap((bytes) => [...bytes]));
      }),
    );
  });

  it('gives a source as much space as it asks for and keeps the unread tail', () => {
    const buffer = new StreamBuffer();
    buffer.append(Uint8Array.from([1, 2, 3]));
    buffer.start = 1;
    const space = buffer.space(3 * CHUNK_BYTES);
    expect(space.length).toBeGreaterThanOrEqual(3 * CHUNK_BYTES);
    space[0] = 9;
    buffer.filled(1);
    expect([...buffer.bytes.subarray(buffer.start, buffer.end)]).toEqual([2, 3, 9]);
    expect(buffer.offset).toBe(1);
  });

  it('does not grow while what it holds is consumed', () => {
    const buffer = new StreamBuffer();
    const first = buffer.bytes;
    for (let i = 0; i < 100; i++) {
      buffer.space();
      buffer.filled(CHUNK_BYTES);
      buffer.start = buffer.end - 10;
    }
    expect(buffer.bytes).toBe(first);
    expect(buffer.offset).toBe(100 * CHUNK_BYTES - 10);
  });

  it('ends where its source fails, and says why', () => {
    const buffer = new StreamBuffer();
    buffer.fail({ kind: 'truncated', reason: 'disk gone' });
    expect(buffer.finished).toBe(true);
    expect(buffer.failure?.reason).toBe('disk gone');
  });

  it('gives its memory back and still knows how far it came', () => {
    const buffer = new StreamBuffer();
    buffer.append(new Uint8Array(1000));
    buffer.start = 700;
    buffer.release();
    expect(buffer.bytes.length).toBe(0);
    expect([buffer.offset, buffer.available, buffer.finished]).toEqual([700, 0, true]);
  });
});
