import { describe, expect, it } from 'vitest';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

describe('volume', () => {
  it('adds up both directions', () => {
    const flow = finishedFlow([
      { from: 'orig', bytes: new Uint8Array(300), atSeconds: 0 },
      { from: 'resp', bytes: new Uint8Array(100), atSeconds: 2 },
    ]);
    const { number } = measured(flow);
    expect(number('volume.duration_ms')).toBe(2000);
    expect(number('volume.packets')).toBe(2);
    expect(number('volume.bytes')).toBe(480);
    expect(number('volume.payload_bytes')).toBe(400);
    expect(number('volume.upload_share')).toBe(0.75);
    expect(number('volume.orig_packet_share')).toBe(0.5);
    expect(number('volume.payload_share')).toBeCloseTo(400 / 480, 12);
    expect(number('volume.payload_bytes_per_second')).toBe(200);
  });

  it('cannot say shares of nothing or a rate over no time', () => {
    const { number } = measured(finishedFlow([]));
    expect(number('volume.duration_ms')).toBe(0);
    expect(number('volume.payload_bytes')).toBe(0);
    for (const name of ['upload_share', 'orig_packet_share', 'payload_share', 'payload_bytes_per_second']) {
      expect(number(`volume.${name}`)).toBeNaN();
    }
  });
});
