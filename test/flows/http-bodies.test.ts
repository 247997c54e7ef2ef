import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpBodies } from '../../src/flows/http-bodies.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const texts = (text: string, isRequest: boolean) =>
  httpBodies(bytes(text), isRequest).map(({ bytes: body }) => Buffer.from(body).toString('latin1'));

describe('bodies of HTTP messages', () => {
  it('end where Content-Length says, and the next message follows', () => {
    const text =
      'POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\nPUT /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nde';
    expect(texts(text, true)).toEqual(['abc', 'de']);
  });

  it('are put together from chunks, without their size lines', () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n3;x=1\r\nefg\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nh';
    expect(texts(text, false)).toEqual(['abcdefg', 'h']);
  });

  it('last to the end where a response says nothing, and are none behind 204, 304 or a GET', () => {
    expect(texts('HTTP/1.0 200 OK\r\n\r\nto the end', false)).toEqual(['to the end']);
    expect(texts('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', false)).toEqual(['x']);
    expect(texts('GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n', true)).toEqual([]);
  });

  it('say when a coding, a range or an upgrade explains their bytes', () => {
    const one = (fields: string, status = '200 OK') =>
      httpBodies(bytes(`HTTP/1.1 ${status}\r\n${fields}\r\n\r\nbody`), false)[0];
    expect(one('Content-Encoding: br').isCoded).toBe(true);
    expect(one('Content-Encoding: identity').isCoded).toBe(false);
    expect(one('Content-Range: bytes 0-3/9').isCoded).toBe(true);
    expect(one('Content-Type: text/plain', '206 Partial Content').isCoded).toBe(true);
    expect(one('Upgrade: websocket', '101 Switching Protocols')).toMatchObject({ isUpgraded: true, isCoded: false });
  });

  it('are cut where the prefix is, at every byte, and no bytes make it throw', () => {
    const whole = bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc\r\n');
    for (let end = 0; end <= whole.length; end++) httpBodies(whole.subarray(0, end), false);
    const head = bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        (tail) => void httpBodies(new Uint8Array([...head, ...tail]), false),
      ),
    );
  });
});
