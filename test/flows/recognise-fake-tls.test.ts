import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeTlsRecogniser } from '../../src/flows/recognise-fake-tls.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import type { SentMessage } from '../support/finished-flow.ts';
import { noiseBytes } from '../support/noise-bytes.ts';
import { TLS12_CLIENT, TLS12_SERVER, TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';
import { flowOfRecords, joined, tlsRecord } from '../support/tls-records.ts';

const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: joined(...parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: joined(...parts) });
const data = tlsRecord(23, noiseBytes(300, 7));

test('application data from the first byte on is an imitation, and the reason names the signs', () => {
  expect(recogniseService(flowOfRecords([orig(data, data), resp(data)]))).toEqual({
    service: 'fake-tls',
    kind: 'imitation',
    reason: 'TLS record headers, but no TLS handshake: application_data_first',
    tls: { contradictions: ['application_data_first'] },
  });
});

test('a ServerHello that chose what nobody offered is an imitation', () => {
  const server = Uint8Array.from(TLS13_SERVER);
  server.set([0x13, 0x05], 76);
  expect(recogniseService(flowOfRecords([orig(TLS13_CLIENT), resp(server)]))?.tls?.contradictions).toEqual([
    'choice_not_offered',
  ]);
});

test('a real handshake is none, and neither is a flow whose beginning was not seen', () => {
  expect(fakeTlsRecogniser.recognise(flowOfRecords([orig(TLS13_CLIENT), resp(TLS13_SERVER)]))).toBeUndefined();
  const more = tlsRecord(23, noiseBytes(300, 8));
  expect(fakeTlsRecogniser.recognise(flowOfRecords([orig(data, more)], { startSeen: false }))).toBeUndefined();
  expect(recogniseService(flowOfRecords([orig(data, more)], { startSeen: false }))?.service).toBe('tls');
});

test('records that come again are an imitation wherever the capture began', () => {
  const flow = flowOfRecords([orig(data, data)], { startSeen: false });
  expect(recogniseService(flow)).toMatchObject({ service: 'fake-tls', kind: 'imitation' });
});

test('a real handshake that the capture cut at any byte, on either side, is never taken for an imitation', () => {
  for (const [client, server] of [
    [TLS13_CLIENT, TLS13_SERVER],
    [TLS12_CLIENT, TLS12_SERVER],
  ] as const) {
    for (let length = 0; length <= client.length; length++) {
      const cut = flowOfRecords([orig(client.subarray(0, length)), resp(server)]);
      expect(recogniseService(cut)?.kind, `client ${length}`).not.toBe('imitation');
    }
    for (let length = 0; length <= server.length; length++) {
      const cut = flowOfRecords([orig(client), resp(server.subarray(0, length))]);
      expect(recogniseService(cut)?.kind, `server ${length}`).not.toBe('imitation');
    }
  }
});

test('random bytes dress as nothing, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 200 }), fc.uint8Array({ maxLength: 60 }), (a, b) => {
      expect(fakeTlsRecogniser.recognise(flowOfRecords([orig(a), resp(b)]))).toBeUndefined();
      fakeTlsRecogniser.recognise(flowOfRecords([orig(Uint8Array.of(23, 3, 3), a), resp(TLS13_SERVER, b)]));
    }),
  );
});
