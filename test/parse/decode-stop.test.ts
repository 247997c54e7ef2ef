import { describe, expect, it } from 'vitest';
import { stopMalformed, stopTruncated, stopUnsupported } from '../../src/parse/decode-stop.ts';
import { DecodeStop, PacketView } from '../../src/parse/packet-view.ts';

describe('ways to stop decoding', () => {
  it('tell truncated, malformed and unsupported apart and name the layer', () => {
    const view = new PacketView();
    const seen = [stopTruncated, stopMalformed, stopUnsupported].map((stop, i) => {
      stop(view, `layer ${i}`);
      return [view.stop, view.stopReason];
    });
    expect(seen).toEqual([
      [DecodeStop.truncated, 'layer 0'],
      [DecodeStop.malformed, 'layer 1'],
      [DecodeStop.unsupported, 'layer 2'],
    ]);
  });

  it('keep the layers that parsed', () => {
    const view = new PacketView();
    view.ipVersion = 4;
    view.s3 = 7;
    stopTruncated(view, 'TCP header');
    expect([view.ipVersion, view.s3]).toEqual([4, 7]);
  });
});
