import { expect, test } from 'vitest';
import { dropboxRecogniser } from '../../src/flows/recognise-dropbox.ts';
import { ascii, corpora, orig, recognise, recognisedIn } from '../support/recogniser-runs.ts';

test('a JSON object with its keys is Dropbox', () => {
  const object = '{"host_int": 1, "version": [2, 0], "displayname": "", "port": 17500, "namespaces": [1]}';
  expect(recognise(dropboxRecogniser, [orig(ascii(object))])).toMatchObject({
    service: 'dropbox-lansync',
    kind: 'cleartext',
  });
});

test('other JSON is none', () => {
  expect(recognise(dropboxRecogniser, [orig(ascii('{"host_int": 1, "port": 17500}'))])).toBeUndefined();
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(dropboxRecogniser, 'ndpi/dropbox.pcap')).length).toBe(6);
});
