// WebSocket (RFC 6455 §4): an HTTP request that asks for the upgrade and a response 101 that grants it; frames follow, of the client
// masked, of the server not. What follows otherwise only dresses as WebSocket.

import { readHttpRequestHead, readHttpResponseHead } from '../parse/http-head.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { HttpRecord, WebSocketRecord } from './flow-record.ts';
import { shownAuthority, shownTarget } from './http-target.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { readWebSocketStream } from './websocket-stream.ts';

const ONE = 0x31;
const STATUS_AT = 'HTTP/1.1 '.length;

export const websocketRecogniser = {
  name: 'websocket',
  services: ['websocket', 'fake-websocket'],
  transport: 'tcp',
  proves:
    'a response 101 with "Upgrade: websocket" to a request that asked for it; where no frames follow, an imitation (fake-websocket)',
  mayBegin: (byte: number) => byte === 0x47 || byte === 0x48,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.resp;
    if (prefix[STATUS_AT] !== ONE || prefix[STATUS_AT + 1] !== 0x30 || prefix[STATUS_AT + 2] !== ONE) return undefined;
    const response = readHttpResponseHead(prefix);
    const request = readHttpRequestHead(flow.orig.prefix);
    if (!response.ok || !request.ok || !isWebSocket(response.value.upgrade ?? request.value.upgrade)) return undefined;
    const { method, path, host, userAgent } = request.value;
    const http: HttpRecord = { method, path: shownTarget(path), status: response.value.status };
    if (host !== undefined) http.host = shownAuthority(host);
    if (userAgent !== undefined) http.user_agent = userAgent;
    const facts: ServiceFacts = { service: 'websocket', kind: 'cleartext', reason: 'HTTP upgrade to WebSocket', http };
    const stream = readWebSocketStream(flow);
    if (stream !== undefined) {
      const { orig, resp } = stream;
      if (orig.contradicts || resp.contradicts) {
        return {
          service: 'fake-websocket',
          kind: 'imitation',
          reason: 'HTTP upgrade to WebSocket, but no WebSocket frames',
          http,
        };
      }
      const websocket: WebSocketRecord = {
        frames: orig.frames + resp.frames,
        binary_messages: orig.binary + resp.binary,
        compressed: orig.compressed || resp.compressed,
      };
      facts.websocket = websocket;
    }
    return facts;
  },
} as const satisfies ServiceRecogniser;

function isWebSocket(upgrade: string | undefined): boolean {
  return upgrade?.toLowerCase() === 'websocket';
}
