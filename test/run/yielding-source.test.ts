import { describe, expect, it } from 'vitest';
import { StreamBuffer } from '../../src/parse/stream-buffer.ts';
import { yielding } from '../../src/run/yielding-source.ts';

describe('yielding', () => {
  it('gives the bytes of its source, and a turn to what waits for one', async () => {
    const turns: string[] = [];
    const buffer = new StreamBuffer();
    const source = yielding({
      fill: (into) => {
        into.append(Buffer.from('ab'));
        process.nextTick(() => turns.push('tick'));
        setImmediate(() => turns.push('immediate'));
      },
      close: () => turns.push('closed'),
    });
    await source.fill(buffer);
    expect(turns).toEqual(['tick', 'immediate']);
    await source.fill(buffer);
    expect(Buffer.from(buffer.bytes.subarray(0, buffer.end)).toString()).toBe('abab');
    source.close();
    expect(turns).toEqual(['tick', 'immediate', 'tick', 'immediate', 'closed']);
  });

  it('waits no longer than a source that waits itself', async () => {
    const waiting = Promise.resolve();
    expect(yielding({ fill: () => waiting, close: () => undefined }).fill(new StreamBuffer())).toBe(waiting);
  });
});
