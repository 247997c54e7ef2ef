import { expect, test } from 'vitest';
import { whatsappRecogniser } from '../../src/flows/recognise-whatsapp.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { altered, ascii, corpora, hex, joined, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

const HELLO = joined(hex('00 0026 12 24 0a 20'), randomBytes(34, randomNumbers(101)));
const PROLOGUE = joined(ascii('WA'), hex('06 03'));

test('the prologue and a hello are WhatsApp, behind edge routing too', () => {
  expect(recognise(whatsappRecogniser, [orig(joined(PROLOGUE, HELLO))])).toMatchObject({
    service: 'whatsapp',
    kind: 'custom',
    scheme: 'noise',
  });
  const routing = joined(ascii('ED\0\x01'), hex('000004 08080805'));
  expect(recognise(whatsappRecogniser, [orig(joined(routing, PROLOGUE, HELLO))])?.service).toBe('whatsapp');
  expect(recognise(whatsappRecogniser, [orig(routing)])?.service).toBe('whatsapp');
});

test('its first protocol, before Noise, is WhatsApp as well', () => {
  const stream = joined(hex('5741 0105 00000a f805 01a5918901020304'), randomBytes(40, randomNumbers(102)));
  expect(recognise(whatsappRecogniser, [orig(stream)])).toMatchObject({ service: 'whatsapp', kind: 'custom' });
  expect(recognise(whatsappRecogniser, [orig(altered(stream, 7))])).toBeUndefined();
});

test('a hello without a key, another prologue, or one in the middle of a flow is none', () => {
  expect(recognise(whatsappRecogniser, [orig(joined(PROLOGUE, altered(HELLO, 6)))])).toBeUndefined();
  expect(recognise(whatsappRecogniser, [orig(joined(ascii('WAIT'), HELLO))])).toBeUndefined();
  expect(recognise(whatsappRecogniser, [orig(PROLOGUE)])).toBeUndefined();
  expect(recognise(whatsappRecogniser, [orig(joined(PROLOGUE, HELLO))], { startSeen: false })).toBeUndefined();
});

test('it can be left out of an analysis', () => {
  expect(whatsappRecogniser.proprietary).toBe(true);
});

test.skipIf(corpora === undefined)('real conversations are recognised', async () => {
  expect((await recognisedIn(whatsappRecogniser, 'ndpi/whatsapp.pcap')).length).toBe(86);
});
