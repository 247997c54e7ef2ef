import { describe, expect, it } from 'vitest';
import { CaptureRecord, NO_UID, PacketDirection } from '../../src/parse/capture-record.ts';

describe('a capture record', () => {
  it('carries neither a UID nor a direction until a capture says so', () => {
    const record = new CaptureRecord();
    expect(record.uid).toBe(NO_UID);
    expect(record.direction).toBe(PacketDirection.unknown);
  });

  it('tells "no UID" from every UID there can be, the unknown one (-1) included', () => {
    expect(NO_UID).toBe(NO_UID | 0);
    expect([-1, 0, 10_234, 99_999_999, -100]).not.toContain(NO_UID);
  });
});
