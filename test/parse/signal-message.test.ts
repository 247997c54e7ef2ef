import { describe, expect, it } from 'vitest';
import { readSignalPreKeyMessage } from '../../src/parse/signal-message.ts';
import { preKeyMessage } from '../support/signal-bytes.ts';

describe('the first message of a Signal session', () => {
  it('is read with both keys', () => {
    const bytes = preKeyMessage();
    const found = readSignalPreKeyMessage(bytes, 0);
    expect(found?.hasKem).toBe(false);
    expect(bytes[found!.baseKey - 1]).toBe(5);
    expect(bytes[found!.identityKey - 1]).toBe(5);
    expect(readSignalPreKeyMessage(preKeyMessage({ kem: 1568 }), 0)?.hasKem).toBe(true);
  });

  it('is none with another version, without a key’s type byte, or cut inside its keys', () => {
    const bytes = preKeyMessage();
    expect(readSignalPreKeyMessage(Buffer.concat([Buffer.from([0x22]), bytes.subarray(1)]), 0)).toBeUndefined();
    const { baseKey } = readSignalPreKeyMessage(bytes, 0)!;
    const damaged = Buffer.from(bytes);
    damaged[baseKey - 1] = 6;
    expect(readSignalPreKeyMessage(damaged, 0)).toBeUndefined();
    for (let cut = 0; cut < baseKey + 40; cut++) {
      expect(readSignalPreKeyMessage(bytes.subarray(0, cut), 0)).toBeUndefined();
    }
  });
});
