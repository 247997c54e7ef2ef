import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { websocketRecogniser } from '../../src/flows/recognise-websocket.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { sharedFolder } from '../support/shared.ts';
import { textDialogue } from '../support/text-dialogue.ts';
import { webSocketFrame, webSocketUpgrade } from '../support/websocket-bytes.ts';

test('an upgrade that was granted is WebSocket, with the head of the request and the kinds of its frames', () => {
  const frame: SentMessage = { from: 'orig', bytes: webSocketFrame(2, Uint8Array.of(1, 2), [1, 2, 3, 4]) };
  expect(recogniseService(finishedFlow([...webSocketUpgrade(), frame]))).toEqual({
    service: 'websocket',
    kind: 'cleartext',
    reason: 'HTTP upgrade to WebSocket',
    http: { method: 'GET', path: '/chat', host: 'chat.example', status: 101 },
    websocket: { frames: 1, binary_messages: 1, compressed: false },
  });
});

test('a token in the query is not told', () => {
  const asked = textDialogue(
    'C: GET /chat?token=secret HTTP/1.1\nUpgrade: websocket\nHost: anna:secret@chat.example\n',
    'S: HTTP/1.1 101 Switching\nUpgrade: websocket\n',
  );
  expect(recogniseService(finishedFlow(asked))?.http).toMatchObject({ path: '/chat?token={6}', host: 'chat.example' });
});

test('an upgrade that was refused, or leads to something else, is not', () => {
  const refused = textDialogue('C: GET / HTTP/1.1\nUpgrade: websocket\n', 'S: HTTP/1.1 400 Bad Request\n');
  const other = textDialogue('C: GET / HTTP/1.1\nUpgrade: foo\n', 'S: HTTP/1.1 101 Switching\nUpgrade: foo\n');
  for (const messages of [refused, other]) {
    expect(websocketRecogniser.recognise(finishedFlow(messages))).toBeUndefined();
    expect(recogniseService(finishedFlow(messages))?.service).toBe('http');
  }
});

test('an answer to a request that is not there, or is none of HTTP, proves nothing', () => {
  const granted = 'S: HTTP/1.1 101 Switching\nUpgrade: websocket\n';
  for (const messages of [textDialogue(granted), textDialogue('C: upgrade, please\n', granted)])
    expect(websocketRecogniser.recognise(finishedFlow(messages))).toBeUndefined();
});

test('an upgrade behind which no frames come is an imitation', () => {
  const raw: SentMessage = { from: 'orig', bytes: Uint8Array.of(0x4b, 0xd2, 9, 1, 7, 3, 200) };
  expect(recogniseService(finishedFlow([...webSocketUpgrade(), raw]))).toMatchObject({
    service: 'fake-websocket',
    kind: 'imitation',
    reason: 'HTTP upgrade to WebSocket, but no WebSocket frames',
    http: { host: 'chat.example' },
  });
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      websocketRecogniser.recognise(finishedFlow([...webSocketUpgrade(), { from: 'resp', bytes }]));
      websocketRecogniser.recognise(finishedFlow([{ from: 'resp', bytes }]));
    }),
  );
});

const corpora = sharedFolder('corpora');

test.skipIf(corpora === undefined)('real connections are WebSocket, and their frames are read', async () => {
  for (const capture of ['zeek/websocket/broker-websocket.pcap', 'zeek/websocket/jupyter-websocket.pcap']) {
    let frames = 0;
    await captureFlows(join(corpora as string, capture), ({ flow }) => {
      frames += recogniseService(flow)?.websocket?.frames ?? 0;
    });
    expect(frames, capture).toBeGreaterThan(4);
  }
});
