import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  behindUpgrade,
  readWebSocketSide,
  readWebSocketStream,
  webSocketBinaryFlow,
} from '../../src/flows/websocket-stream.ts';
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
    true,
  );
  expect(side).toMatchObject({ frames: 5, binary: 2, compressed: true });
  expect(side.binaryBodies.map((bytes) => [...bytes])).toEqual([[...body], [...body]]);
  expect(side.textBodies).toHaveLength(1);
});

test('reading ends where no frame stands', () => {
  expect(readWebSocketSide(joined(webSocketFrame(1, body), Uint8Array.of(0x83, 1)), 0, false)).toMatchObject({
    frames: 1,
    contradicts: true,
  });
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
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void readWebSocketSide(bytes, 0, true)));
});

test('a client must mask, a server must not, and a frame that is only cut contradicts nothing', () => {
  const plain = webSocketFrame(2, body);
  const masked = webSocketFrame(2, body, KEY);
  expect(readWebSocketSide(plain, 0, true).contradicts).toBe(true);
  expect(readWebSocketSide(masked, 0, false).contradicts).toBe(true);
  expect(readWebSocketSide(masked.subarray(0, 8), 0, true)).toMatchObject({ contradicts: false, frames: 1 });
});

test('what follows the upgrade can be had as it is', () => {
  const inner = behindUpgrade(finishedFlow([...webSocketUpgrade(), { from: 'orig', bytes: body }]));
  expect([[...(inner?.orig.prefix ?? [])], inner?.resp.prefix.length]).toEqual([[...body], 0]);
  expect(behindUpgrade(finishedFlow([]))).toBeUndefined();
});
