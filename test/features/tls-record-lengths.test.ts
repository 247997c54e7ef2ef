import { describe, expect, it } from 'vitest';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

describe('TLS record lengths', () => {
  const flow = finishedFlow([{ from: 'orig', bytes: new Uint8Array(5) }], {
    origTlsRecords: { count: 3, lengths: Uint16Array.of(512, 53, 900, 1), types: Uint8Array.of(22, 23, 23, 23) },
  });

  it('lists the logged records of a direction and how many carry application data', () => {
    const { number, vector } = measured(flow);
    expect(vector('tls_record.lengths.orig')).toEqual([512, 53, 900]);
    expect(number('tls_record.count.orig')).toBe(3);
    expect(number('tls_record.application_count.orig')).toBe(2);
  });

  it('is absent where there is no TLS record stream', () => {
    const { number, vector } = measured(flow);
    expect(vector('tls_record.lengths.resp')).toBeUndefined();
    expect(number('tls_record.count.resp')).toBeNaN();
    expect(number('tls_record.application_count.resp')).toBeNaN();
  });
});
