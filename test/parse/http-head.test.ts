import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayStartHttpHead, readHttpRequestHead, readHttpResponseHead } from '../../src/parse/http-head.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const request = (text: string) => readHttpRequestHead(bytes(text));
const response = (text: string) => readHttpResponseHead(bytes(text));

const POST =
  'POST /api/v1?x=1 HTTP/1.1\r\nHost: api.example.org\r\nUser-Agent: okhttp/4.12.0\r\ncontent-type: application/json\r\n' +
  'Content-Encoding: gzip\r\nContent-Length: 42\r\n\r\nbody';

test('a request head is read with the fields that matter, and says where the body starts', () => {
  expect(request(POST)).toEqual({
    ok: true,
    value: {
      method: 'POST',
      path: '/api/v1?x=1',
      host: 'api.example.org',
      userAgent: 'okhttp/4.12.0',
      contentType: 'application/json',
      contentEncoding: 'gzip',
      contentLength: 42,
      bodyOffset: POST.length - 4,
    },
  });
});

test('a name beyond ASCII is the one that an SNI would carry', () => {
  const head = 'GET / HTTP/1.1\r\nHost: b\u00fccher.example\r\n\r\n';
  expect(readHttpRequestHead(new Uint8Array(Buffer.from(head, 'utf8')))).toMatchObject({
    value: { host: 'b\u00fccher.example' },
  });
});

test('a response head is read', () => {
  const text =
    'HTTP/1.0 404 Not Found\nContent-Type: text/html\nTransfer-Encoding: chunked\nUpgrade: websocket\n\n<html>';
  expect(response(text)).toEqual({
    ok: true,
    value: {
      status: 404,
      contentType: 'text/html',
      transferEncoding: 'chunked',
      upgrade: 'websocket',
      bodyOffset: text.indexOf('<'),
    },
  });
  expect(response('HTTP/1.1 204\r\n\r\n')).toMatchObject({ ok: true, value: { status: 204, bodyOffset: 16 } });
});

test('a head that ends beyond the bytes keeps the fields whose lines are whole', () => {
  const cut = request(POST.slice(0, POST.indexOf('gzip') + 2));
  expect(cut).toMatchObject({ ok: true, value: { host: 'api.example.org', contentType: 'application/json' } });
  expect(cut.ok && cut.value.contentEncoding).toBeUndefined();
  expect(cut.ok && cut.value.bodyOffset).toBeUndefined();
});

test('a start line cut at any byte asks for more', () => {
  for (let length = 1; length < 'POST /api/v1?x=1 HTTP/1.1'.length; length++) {
    expect(request(POST.slice(0, length))).toMatchObject({ ok: false, needMore: true });
  }
  expect(response('HTTP/1.1 20')).toMatchObject({ ok: false, needMore: true });
});

test('the proof is the version at the end of the line', () => {
  expect(request('GET / HTTP/2.0\r\n\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(request('OPTIONS rtsp://h RTSP/1.0\r\n\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(request('INVITE sip:a SIP/2.0\r\n\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(request('GET /\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(request('get / HTTP/1.1\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(request('GET \x01 HTTP/1.1\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(response('HTTP/1.1 2x0 OK\r\n')).toMatchObject({ ok: false, needMore: false });
  expect(response('RTSP/1.0 200 OK\r\n')).toMatchObject({ ok: false, needMore: false });
});

test('a folded field is one value, the first of a repeated field counts, an empty one is none', () => {
  const head = request(
    'GET / HTTP/1.1\r\nUser-Agent: a\r\n\t b\r\nHost:\r\nHost: one\r\nhost: two\r\nno colon here\r\n\r\n',
  );
  expect(head).toMatchObject({ ok: true, value: { userAgent: 'a b', host: 'one' } });
});

test('the host of an absolute target or of CONNECT overrides the Host field', () => {
  expect(request('GET http://a.example:81/x?y HTTP/1.1\r\nHost: b\r\n\r\n')).toMatchObject({
    value: { host: 'a.example:81', path: 'http://a.example:81/x?y' },
  });
  expect(request('CONNECT c.example:443 HTTP/1.1\r\n\r\n')).toMatchObject({ value: { host: 'c.example:443' } });
  // As a client of 2005 asked for a mail server.
  expect(request('CONNECT c.example:25 / HTTP/1.0\r\n\r\n')).toMatchObject({ value: { host: 'c.example:25' } });
});

test('what is kept of a path or host is bounded, and a length that is no number is none', () => {
  const long = 'x'.repeat(3000);
  const head = request(`GET /${long} HTTP/1.1\r\nHost: ${long}\r\nContent-Length: 12a\r\n\r\n`);
  expect(head.ok && head.value.path.length).toBe(1024);
  expect(head.ok && head.value.host?.length).toBe(255);
  expect(head.ok && head.value.contentLength).toBeUndefined();
});

test('spaces and raw UTF-8 in a target are what clients send', () => {
  expect(request('GET /a b\xc3\xa9 HTTP/1.1\r\n\r\n')).toMatchObject({ value: { path: '/a b\xc3\xa9' } });
});

test('a head is read at its place in a prefix', () => {
  const prefix = bytes(`rest of a body${POST}`);
  const read = readHttpRequestHead(prefix, 14);
  expect(read.ok && Buffer.from(prefix.subarray(read.value.bodyOffset)).toString()).toBe('body');
});

test('only an upper-case letter may start a head', () => {
  expect(mayStartHttpHead(0x47)).toBe(true);
  expect(mayStartHttpHead(0x16)).toBe(false);
  expect(mayStartHttpHead(undefined)).toBe(false);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(POST.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
      const damaged = bytes(POST);
      for (const [at, value] of changes) damaged[at] = value;
      readHttpRequestHead(damaged);
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      readHttpRequestHead(tail);
      readHttpResponseHead(new Uint8Array([...bytes('HTTP/1.1 200'), ...tail]));
      readHttpRequestHead(new Uint8Array([...bytes('GET / HTTP/1.1\r\n'), ...tail]));
    }),
  );
});
