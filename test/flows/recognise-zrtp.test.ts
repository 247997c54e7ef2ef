import { expect, test } from 'vitest';
import { zrtpRecogniser } from '../../src/flows/recognise-zrtp.ts';
import { altered, orig, recognise } from '../support/recogniser-runs.ts';
import { zrtpHello } from '../support/zrtp-bytes.ts';

test('a packet with the right checksum is ZRTP, and its media SRTP', () => {
  expect(recognise(zrtpRecogniser, [orig(zrtpHello())])).toMatchObject({
    service: 'zrtp',
    kind: 'standard',
    scheme: 'srtp',
  });
});

test('behind packets of the media stream it is found as well', () => {
  const rtp = Uint8Array.from({ length: 60 }, (_, i) => (i === 0 ? 0x80 : i));
  expect(recognise(zrtpRecogniser, [orig(rtp), orig(zrtpHello())])?.service).toBe('zrtp');
});

test('one wrong byte anywhere is none', () => {
  const hello = zrtpHello();
  for (const at of [4, 12, 30, hello.length - 1]) {
    expect(recognise(zrtpRecogniser, [orig(altered(hello, at))]), `byte ${at}`).toBeUndefined();
  }
});
