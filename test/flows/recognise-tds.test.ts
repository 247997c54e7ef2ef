import { expect, test } from 'vitest';
import { tdsRecogniser } from '../../src/flows/recognise-tds.ts';
import {
  altered,
  ascii,
  corpora,
  hex,
  joined,
  orig,
  recognise,
  recognisedIn,
  resp,
} from '../support/recogniser-runs.ts';

const PRELOGIN = joined(hex('12 01 002f 0000 00 00'), new Uint8Array(39).fill(7));
const ANSWER = joined(hex('04 01 002b 0000 01 00'), new Uint8Array(35).fill(9));

test('packets whose lengths fit are TDS', () => {
  expect(recognise(tdsRecogniser, [orig(PRELOGIN), resp(ANSWER)])).toMatchObject({ service: 'tds', kind: 'cleartext' });
});

test('a TLS handshake inside of prelogin packets is TLS', () => {
  const login = joined(PRELOGIN, hex('12 01 0010 0000 00 00 1603010003010000'));
  expect(recognise(tdsRecogniser, [orig(login), resp(ANSWER)])).toMatchObject({ kind: 'standard', scheme: 'tls' });
});

test('a wrong length, status, window, or another answer is none', () => {
  for (const at of [1, 3, 7])
    expect(recognise(tdsRecogniser, [orig(altered(PRELOGIN, at)), resp(ANSWER)]), `byte ${at}`).toBeUndefined();
  expect(recognise(tdsRecogniser, [orig(PRELOGIN), resp(ascii('HTTP/1.1 400'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(tdsRecogniser, 'arkime/arkime_synthetic.pcap')).length).toBe(1);
});
