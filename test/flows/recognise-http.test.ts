import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpRecogniser } from '../../src/flows/recognise-http.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const orig = (text: string): SentMessage => ({ from: 'orig', bytes: bytes(text) });
const resp = (text: string): SentMessage => ({ from: 'resp', bytes: bytes(text) });
const recognise = (messages: SentMessage[], startSeen = true) =>
  httpRecogniser.recognise(finishedFlow(messages, { startSeen }));

const GET = 'GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nUser-Agent: Dalvik/2.1.0\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG';

test('a request and its response are HTTP, with what both said', () => {
  expect(recognise([orig(GET), resp(OK)])).toEqual({
    service: 'http',
    kind: 'cleartext',
    reason: 'HTTP request and status line',
    http: {
      method: 'GET',
      path: '/a?b={1}',
      host: 'example.org',
      user_agent: 'Dalvik/2.1.0',
      status: 200,
      response_type: 'image/png',
    },
  });
});

test('no password of a URL is in the facts, and none in the name of the destination', () => {
  const facts = recognise([orig('GET http://anna:hunter2@example.org/x?key=hunter2 HTTP/1.1\r\n\r\n')]);
  expect(facts?.http).toEqual({ method: 'GET', path: 'http://example.org/x?key={7}', host: 'example.org' });
  const tunnel = recognise([orig('CONNECT anna:hunter2@example.org:443 HTTP/1.1\r\n\r\n')]);
  expect(tunnel?.http).toEqual({ method: 'CONNECT', path: 'example.org:443', host: 'example.org:443' });
});

test('one side is enough', () => {
  expect(recognise([orig(GET)])?.http?.host).toBe('example.org');
  expect(recognise([resp(OK)])?.http).toEqual({ status: 200, response_type: 'image/png' });
});

test('an interim response is passed over, and Switching Protocols is final', () => {
  expect(recognise([orig(GET), resp(`HTTP/1.1 100 Continue\r\n\r\n${OK}`)])?.http?.status).toBe(200);
  expect(recognise([orig(GET), resp('HTTP/1.1 100 Continue\r\n\r\n')])?.http?.status).toBe(100);
  expect(
    recognise([orig(GET), resp('HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n')])?.http?.status,
  ).toBe(101);
});

test('a request that is answered by other bytes is not HTTP, but Shoutcast is', () => {
  expect(recognise([orig(GET), resp('\x01\x02\x03\x04 this is no status')])).toBeUndefined();
  expect(recognise([orig(GET), resp('ICY 200 OK\r\nicy-name: x\r\n')])?.http?.method).toBe('GET');
});

test('a request line longer than what is kept is HTTP without its facts', () => {
  const facts = recognise([orig(`GET /${'x'.repeat(6000)}`)]);
  expect(facts).toEqual({
    service: 'http',
    kind: 'cleartext',
    reason: 'HTTP request line that is longer than the bytes kept',
  });
  expect(recognise([orig('GET /xyz')])).toBeUndefined();
});

test('the preface of HTTP/2 is HTTP', () => {
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';
  expect(recognise([orig(preface), resp('\0\0\x12\x04\0\0\0\0\0')])?.reason).toBe(
    'HTTP/2 connection preface in cleartext',
  );
  expect(recognise([orig(preface)], false)?.service).toBe('http');
});

test('in a flow under way the heads of later messages count, from either side', () => {
  const tail = '\x89rest of an image';
  expect(recognise([resp(tail), orig(GET), resp(OK)], false)?.http).toMatchObject({ method: 'GET', status: 200 });
  expect(recognise([orig(tail), resp(GET), orig(OK)], false)?.http).toMatchObject({ method: 'GET', status: 200 });
  expect(recognise([resp(tail), orig(GET)], true)?.http).toBeUndefined();
});

test('other protocols are not HTTP', () => {
  expect(recognise([orig('SSH-2.0-x\r\n')])).toBeUndefined();
  expect(recognise([orig('\x16\x03\x01\x00\x05')])).toBeUndefined();
  expect(recognise([])).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 60 })), { maxLength: 12 }),
      fc.boolean(),
      (list, startSeen) => {
        const messages = list.map(
          ([own, tail]): SentMessage => ({
            from: own ? 'orig' : 'resp',
            bytes: new Uint8Array([...bytes(own ? 'GET / HTTP/1.' : 'HTTP/1.1 200'), ...tail]),
          }),
        );
        recognise(messages, startSeen);
      },
    ),
  );
});
