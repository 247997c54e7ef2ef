import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWebSocketFrame, WebSocketOpcode, webSocketPayload } from '../../src/parse/websocket-frame.ts';
import { webSocketFrame } from '../support/websocket-bytes.ts';

test('the masked Hello of RFC 6455 §5.7 reads as what was meant', () => {
  const bytes = new Uint8Array(Buffer.from('818537fa213d7f9f4d5158', 'hex'));
  const read = readWebSocketFrame(bytes, 0);
  expect(read).toMatchObject({
    ok: true,
    value: { opcode: 1, final: true, masked: true, payloadAt: 6, payloadBytes: 5 },
  });
  expect(read.ok && Buffer.from(webSocketPayload(bytes, read.value)).toString()).toBe('Hello');
});

test('the three forms of a length', () => {
  for (const length of [0, 125, 126, 65_535, 65_536]) {
    const bytes = webSocketFrame(WebSocketOpcode.binary, new Uint8Array(length));
    const read = readWebSocketFrame(bytes, 0);
    expect(read).toMatchObject({ ok: true, value: { payloadBytes: length, masked: false } });
    expect(read.ok && webSocketPayload(bytes, read.value).length).toBe(length);
  }
});

test('a header cut at any byte asks for more', () => {
  const bytes = webSocketFrame(2, new Uint8Array(300), [1, 2, 3, 4]);
  for (let length = 0; length < 8; length++) {
    expect(readWebSocketFrame(bytes.subarray(0, length), 0)).toMatchObject({ ok: false, needMore: true });
  }
});

test('unknown opcodes, reserved bits, long control frames and lengths in too long a form are refused', () => {
  for (const hex of [
    '8300',
    '9000',
    'a100',
    '0900',
    '897e0080',
    '827e0001',
    '827f0000000000000001',
    '827fffffffffffffffff',
  ]) {
    expect(readWebSocketFrame(new Uint8Array(Buffer.from(hex, 'hex')), 0), hex).toMatchObject({
      ok: false,
      needMore: false,
    });
  }
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), fc.nat(32), (bytes, at) => {
      const read = readWebSocketFrame(bytes, at);
      if (read.ok) webSocketPayload(bytes, read.value);
    }),
  );
});
