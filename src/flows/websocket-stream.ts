// The frames of a WebSocket connection behind its HTTP upgrade, unmasked (RFC 6455): counts for the record, and payload for whoever measures it.

import { readHttpRequestHead, readHttpResponseHead } from '../parse/http-head.ts';
import { readWebSocketFrame, WebSocketOpcode, webSocketPayload } from '../parse/websocket-frame.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { innerFlow } from './inner-flow.ts';

export interface WebSocketSide {
  frames: number;
  binary: number;
  compressed: boolean;
  /** Unmasked payload of the data frames that are neither compressed nor text. */
  binaryBodies: Uint8Array[];
  textBodies: Uint8Array[];
  /** What stands there is no frame, or is masked where it must not be, or the other way round (RFC 6455 §5.1). */
  contradicts: boolean;
}

const MAX_FRAMES = 256;

/** `at`: where the head of the upgrade ends. Reads what is in the prefix, up to a frame that is none. */
export function readWebSocketSide(prefix: Uint8Array, at: number, isClient: boolean): WebSocketSide {
  const side: WebSocketSide = {
    frames: 0,
    binary: 0,
    compressed: false,
    binaryBodies: [],
    textBodies: [],
    contradicts: false,
  };
  let isText = false;
  let isCompressed = false;
  while (side.frames < MAX_FRAMES) {
    const read = readWebSocketFrame(prefix, at);
    if (!read.ok) {
      side.contradicts ||= !read.needMore;
      break;
    }
    const frame = read.value;
    if (frame.masked !== isClient) {
      side.contradicts = true;
      break;
    }
    side.frames++;
    if (frame.opcode < WebSocketOpcode.close) {
      // Fragments go on with what the first one began.
      if (frame.opcode !== WebSocketOpcode.continuation) {
        isText = frame.opcode === WebSocketOpcode.text;
        isCompressed = frame.compressed;
        if (!isText) side.binary++;
      }
      side.compressed ||= isCompressed;
      if (!isCompressed) (isText ? side.textBodies : side.binaryBodies).push(webSocketPayload(prefix, frame));
    }
    at = frame.payloadAt + frame.payloadBytes;
  }
  return side;
}

/** Both sides; undefined where a head is not whole in its prefix. */
export function readWebSocketStream(flow: FinishedFlow): { orig: WebSocketSide; resp: WebSocketSide } | undefined {
  const request = readHttpRequestHead(flow.orig.prefix);
  const response = readHttpResponseHead(flow.resp.prefix);
  if (!request.ok || !response.ok || request.value.bodyOffset === undefined) return undefined;
  if (response.value.bodyOffset === undefined) return undefined;
  return {
    orig: readWebSocketSide(flow.orig.prefix, request.value.bodyOffset, true),
    resp: readWebSocketSide(flow.resp.prefix, response.value.bodyOffset, false),
  };
}

/** The flow behind the heads of its upgrade, whatever follows; undefined where a head is not whole in its prefix. */
export function behindUpgrade(flow: FinishedFlow): FinishedFlow | undefined {
  const request = readHttpRequestHead(flow.orig.prefix);
  const response = readHttpResponseHead(flow.resp.prefix);
  if (!request.ok || !response.ok) return undefined;
  const [sent, answered] = [request.value.bodyOffset, response.value.bodyOffset];
  if (sent === undefined || answered === undefined) return undefined;
  return innerFlow(flow, bytesBehind(flow.orig.prefix, sent), bytesBehind(flow.resp.prefix, answered));
}

function bytesBehind(prefix: Uint8Array, at: number): Uint8Array[] {
  return at < prefix.length ? [prefix.subarray(at)] : [];
}

/** The flow of its binary messages alone, a frame a message; undefined where there are none. */
export function webSocketBinaryFlow(flow: FinishedFlow): FinishedFlow | undefined {
  const stream = readWebSocketStream(flow);
  if (stream === undefined || stream.orig.binaryBodies.length + stream.resp.binaryBodies.length === 0) return undefined;
  return innerFlow(flow, stream.orig.binaryBodies, stream.resp.binaryBodies);
}
