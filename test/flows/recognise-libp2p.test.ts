import { expect, test } from 'vitest';
import { libp2pRecogniser } from '../../src/flows/recognise-libp2p.ts';
import { ascii, orig, recognise, resp } from '../support/recogniser-runs.ts';

const OPENING = '\x13/multistream/1.0.0\n';

test('what both sides agree on names the cipher', () => {
  const noise = ascii(`${OPENING}\x07/noise\n`);
  expect(recognise(libp2pRecogniser, [orig(noise), resp(noise)])).toMatchObject({
    service: 'libp2p',
    kind: 'standard',
    scheme: 'noise',
  });
  const tls = ascii(`${OPENING}\x0b/tls/1.0.0\n`);
  expect(recognise(libp2pRecogniser, [orig(noise), resp(tls)])?.scheme).toBe('tls');
  const plain = ascii(`${OPENING}\x11/plaintext/2.0.0\n`);
  expect(recognise(libp2pRecogniser, [orig(plain), resp(plain)])?.kind).toBe('cleartext');
});

test('another line or another answer is none', () => {
  expect(recognise(libp2pRecogniser, [orig(ascii('\x13/multistream/2.0.0\n'))])).toBeUndefined();
  expect(recognise(libp2pRecogniser, [orig(ascii(OPENING)), resp(ascii('HTTP/1.1 400\r\n'))])).toBeUndefined();
});
