import { once } from 'node:events';
import { connect } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHpackBlock } from '../../src/parse/hpack.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const read = (hex: string) => readHpackBlock(bytes(hex), 0, hex.replace(/\s/g, '').length / 2);

test('the examples of RFC 7541 appendix C', () => {
  const request = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
    [':authority', 'www.example.com'],
  ];
  expect(read('8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d')).toEqual(request);
  expect(read('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff')).toEqual(request);
  expect(read('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572')).toEqual([
    ['custom-key', 'custom-header'],
  ]);
  expect(
    read(
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
    ),
  ).toEqual([
    [':status', '302'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ]);
});

test('what the block itself added can be referred to, what came before cannot', () => {
  expect(read('4003 612d 62 01 63 be')).toEqual([
    ['a-b', 'c'],
    ['a-b', 'c'],
  ]);
  expect(read('c0 82')).toEqual([[':method', 'GET']]);
});

test('every printable character but the backslash comes back from its Huffman code, as another implementation wrote it', async () => {
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
    .filter((c) => c !== '\\')
    .join('');
  // HEADERS that end headers and stream, of stream 1.
  const mark = Buffer.from([1, 5, 0, 0, 0, 1]);
  const received: Buffer[] = [];
  const server = createServer();
  const whole = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        received.push(data);
        const all = Buffer.concat(received);
        const at = all.indexOf(mark) - 3;
        if (at >= 0 && all.length >= at + 9 + all.readUIntBE(at, 3)) resolve();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => {});
  client.request({ ':path': '/x', 'x-all': `a${printable.trim()}z` }).on('error', () => {});
  await whole;
  client.destroy();
  server.close();
  const stream = Buffer.concat(received);
  const headerAt = stream.indexOf(mark) - 3;
  const block = stream.subarray(headerAt + 9, headerAt + 9 + stream.readUIntBE(headerAt, 3));
  const fields = readHpackBlock(new Uint8Array(block), 0, block.length);
  expect(fields).toContainEqual(['x-all', `a${printable.trim()}z`]);
  expect(fields).toContainEqual([':path', '/x']);
});

test('lengths beyond the block, and characters that are not in the table, end the reading', () => {
  expect(read('82 41 0f 77')).toEqual([[':method', 'GET']]);
  expect(read('82 41 84 fffe 3fff')).toEqual([[':method', 'GET']]);
  expect(read('41 ff ff ff ff ff ff')).toEqual([]);
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(80), (input, end) => void readHpackBlock(input, 0, end)),
  );
});
