import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWebSocketSide, readWebSocketStream, webSocketBinaryFlow } from '../../src/flows/websocket-stream.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { joined } from '../support/tls-records.ts';
import { webSocketFrame, webSocketUpgrade } from '../support/websocket-bytes.ts';

const KEY = [9, 8, 7, 6];
const body = Uint8Array.of(1, 2, 3, 4, 5);

test('frames are counted, and fragments follow the kind of the first', () => {
  const side = readWebSocketSide(
    joined(
      webSocketFrame(2, body, KEY, 0),
      webSocketFrame(9, body, KEY),
      webSocketFrame(0, body, KEY),
      webSocketFrame(1, body, KEY),
      webSocketFrame(2, body, KEY, 0xc0),
    ),
    0,
  );
  expect(side).toMatchObject({ frames: 5, binary: 2, compressed: true });
  expect(side.binaryBodies.map((bytes) => [...bytes])).toEqual([[...body], [...body]]);
  expect(side.textBodies).toHaveLength(1);
});

test('reading ends where no frame stands', () => {
  expect(readWebSocketSide(joined(webSocketFrame(1, body), Uint8Array.of(0x83, 1)), 0).frames).toBe(1);
});

test('the flow of binary messages has them alone, unmasked', () => {
  const flow = finishedFlow([
    ...webSocketUpgrade(),
    { from: 'orig', bytes: joined(webSocketFrame(1, body, KEY), webSocketFrame(2, body, KEY)) },
    { from: 'resp', bytes: webSocketFrame(2, body) },
  ]);
  expect(readWebSocketStream(flow)).toMatchObject({ orig: { frames: 2 }, resp: { frames: 1 } });
  const inner = webSocketBinaryFlow(flow);
  expect([[...(inner?.orig.prefix ?? [])], [...(inner?.resp.prefix ?? [])]]).toEqual([[...body], [...body]]);
  expect(webSocketBinaryFlow(finishedFlow(webSocketUpgrade()))).toBeUndefined();
  expect(webSocketBinaryFlow(finishedFlow([]))).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void readWebSocketSide(bytes, 0)));
});
