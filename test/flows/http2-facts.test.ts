import { join } from 'node:path';
import { expect, test } from 'vitest';
import { http2Facts } from '../../src/flows/http2-facts.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { sharedFolder } from '../support/shared.ts';

const headers = (...payload: number[]) => Uint8Array.from([0, 0, payload.length, 1, 4, 0, 0, 0, 1, ...payload]);

test('request and response are told in the keys of HTTP/1', () => {
  const flow = finishedFlow([
    { from: 'orig', bytes: headers(0x82, 0x84, 0x41, 3, 0x61, 0x2e, 0x62) },
    { from: 'resp', bytes: headers(0x88) },
  ]);
  expect(http2Facts(flow, 0, 0)).toMatchObject({
    service: 'http',
    kind: 'cleartext',
    http: { version: '2', method: 'GET', path: '/', host: 'a.b', status: 200 },
  });
});

test('queries and passwords are not told', () => {
  const literal = (index: number, text: string) => [index, text.length, ...Buffer.from(text)];
  const flow = finishedFlow([
    { from: 'orig', bytes: headers(0x82, ...literal(0x44, '/a?b=secret'), ...literal(0x41, 'anna:secret@a.b')) },
  ]);
  expect(http2Facts(flow, 0, 0).http).toEqual({ version: '2', method: 'GET', path: '/a?b={6}', host: 'a.b' });
});

test('gRPC of the Android emulator is named by its path', () => {
  const call = (path: string) =>
    recogniseService(
      finishedFlow([
        {
          from: 'orig',
          // Preface, SETTINGS, then HEADERS: POST, http, and :path as a literal.
          bytes: Uint8Array.from([
            ...Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
            ...[0, 0, 0, 4, 0, 0, 0, 0, 0],
            ...headers(0x83, 0x86, 0x44, path.length, ...Buffer.from(path)),
          ]),
        },
      ]),
    );
  expect(call('/android.emulation.control.EmulatorController/getStatus')).toMatchObject({
    service: 'emulator-grpc',
    kind: 'cleartext',
    http: { method: 'POST', path: '/android.emulation.control.EmulatorController/getStatus' },
  });
  expect(call('/android.emulation.controller.Other/get')).toMatchObject({ service: 'http' });
});

test('frames that do not read leave the preface as the proof', () => {
  expect(http2Facts(finishedFlow([]), 0, 0).http).toEqual({ version: '2' });
});

const corpora = sharedFolder('corpora');

test.skipIf(corpora === undefined)(
  'real cleartext HTTP/2 shows its requests, with prior knowledge and by upgrade',
  async () => {
    for (const capture of ['ndpi/http2.pcapng', 'scapy/http2_h2c.pcap', 'fritap/weather6_apiapi_h2_plaintext.pcapng']) {
      const seen: unknown[] = [];
      await captureFlows(join(corpora as string, capture), ({ flow }) => {
        const http = recogniseService(flow)?.http;
        if (http?.version === '2') seen.push(http);
      });
      expect(seen.length, capture).toBeGreaterThan(0);
      expect(seen, capture).toContainEqual(
        expect.objectContaining({ method: expect.any(String), host: expect.any(String) }),
      );
    }
  },
);
