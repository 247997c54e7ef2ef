import { describe, expect, it } from 'vitest';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

describe('SPLT', () => {
  it('signs lengths by direction and counts time from the packet before', () => {
    const { vector } = measured(
      finishedFlow([
        { from: 'orig', bytes: new Uint8Array(517), atSeconds: 0 },
        { from: 'resp', bytes: new Uint8Array(1400), atSeconds: 0.05 },
        { from: 'orig', bytes: new Uint8Array(64), atSeconds: 0.125 },
      ]),
    );
    expect(vector('splt.payload_bytes')).toEqual([517, -1400, 64]);
    expect(vector('splt.gaps_ms')).toEqual([0, 50, 75]);
  });

  it('is absent without payload', () => {
    expect(measured(finishedFlow([])).vector('splt.payload_bytes')).toBeUndefined();
  });

  it('is left unsaid for packets that a VPN tap made up', () => {
    const flow = finishedFlow([{ from: 'orig', bytes: new Uint8Array(5) }], { syntheticPackets: true });
    expect(measured(flow).vector('splt.payload_bytes')).toBeUndefined();
  });
});
