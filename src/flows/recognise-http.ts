// HTTP/1 and cleartext HTTP/2 over TCP, by the start lines of requests and responses; in a flow that began before the capture, at any early message.
// Invariant: a request that is answered by something else is not HTTP: custom protocols dress their first message like that.

import { hasText } from '../base/byte-words.ts';
import {
  type HttpRequestHead,
  type HttpResponseHead,
  mayStartHttpHead,
  readHttpRequestHead,
  readHttpResponseHead,
} from '../parse/http-head.ts';
import { HTTP2_PREFACE } from '../parse/http2-headers.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { HttpRecord } from './flow-record.ts';
import { shownAuthority, shownTarget } from './http-target.ts';
import { http2Facts } from './http2-facts.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** How many messages of a direction are tried where the flow's start was not seen. */
const MAX_MESSAGES_TRIED = 8;
/** 100 Continue and 103 Early Hints come before the response proper (RFC 9110 §15.2). */
const MAX_INTERIM_RESPONSES = 4;
const LONG_REQUEST_LINE_BYTES = 1024;

export const httpRecogniser = {
  name: 'http',
  services: ['http', 'emulator-grpc'],
  transport: 'tcp',
  proves: 'a request line that ends in its HTTP version, or a status line, or the 24 bytes of the HTTP/2 preface',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!flow.startSeen) return recogniseInside(flow);
    const { orig, resp } = flow;
    const mayAsk = mayStartHttpHead(orig.prefix[0]);
    const mayAnswer = mayStartHttpHead(resp.prefix[0]);
    if (!mayAsk && !mayAnswer) return undefined;
    if (mayAsk && hasText(orig.prefix, 0, HTTP2_PREFACE)) return http2Facts(flow, HTTP2_PREFACE.length, 0);
    const response = mayAnswer ? readFinalResponse(resp.prefix, 0) : undefined;
    const request = mayAsk ? readHttpRequestHead(orig.prefix) : undefined;
    if (request?.ok === true) {
      return response === undefined && contradicts(resp) ? undefined : httpFacts(flow, request.value, response);
    }
    if (response !== undefined) return httpFacts(flow, undefined, response);
    // Only the first kilobytes are kept, and a request line may be longer.
    const cut = request?.ok === false && request.needMore && orig.prefix.length >= LONG_REQUEST_LINE_BYTES;
    return cut && !contradicts(resp) ? longRequestFacts() : undefined;
  },
} as const satisfies ServiceRecogniser;

const SWITCHING = 101;

function recogniseInside(flow: FinishedFlow): ServiceFacts | undefined {
  let request: HttpRequestHead | undefined;
  let response: HttpResponseHead | undefined;
  let triedOrig = 0;
  let triedResp = 0;
  const { messages } = flow;
  for (let i = 0; i < messages.count && (request === undefined || response === undefined); i++) {
    const fromOriginator = messages.fromOriginator[i] === 1;
    if ((fromOriginator ? triedOrig++ : triedResp++) >= MAX_MESSAGES_TRIED) continue;
    const prefix = (fromOriginator ? flow.orig : flow.resp).prefix;
    const at = messages.prefixOffset[i];
    if (!mayStartHttpHead(prefix[at])) continue;
    if (hasText(prefix, at, HTTP2_PREFACE) && fromOriginator) return http2Facts(flow, at + HTTP2_PREFACE.length, 0);
    // Who sent the first packet of a flow under way is chance, so either side may ask.
    response ??= readFinalResponse(prefix, at);
    if (request === undefined) {
      const read = readHttpRequestHead(prefix, at);
      if (read.ok) request = read.value;
    }
  }
  return request === undefined && response === undefined ? undefined : httpFacts(flow, request, response);
}

/** The first response that is not interim, else the last interim one. */
function readFinalResponse(prefix: Uint8Array, start: number): HttpResponseHead | undefined {
  let at = start;
  let last: HttpResponseHead | undefined;
  for (let i = 0; i <= MAX_INTERIM_RESPONSES; i++) {
    const read = readHttpResponseHead(prefix, at);
    if (!read.ok) return last;
    last = read.value;
    if (last.status >= 200 || last.status === 101 || last.bodyOffset === undefined) return last;
    at = last.bodyOffset;
  }
  return last;
}

function httpFacts(
  flow: FinishedFlow,
  request: HttpRequestHead | undefined,
  response: HttpResponseHead | undefined,
): ServiceFacts {
  const http: HttpRecord = {};
  if (request !== undefined) {
    http.method = request.method;
    http.path = request.method === 'CONNECT' ? shownAuthority(request.path) : shownTarget(request.path);
    if (request.host !== undefined) http.host = shownAuthority(request.host);
    if (request.userAgent !== undefined) http.user_agent = request.userAgent;
    if (request.contentType !== undefined) http.request_type = request.contentType;
  }
  if (response !== undefined) {
    http.status = response.status;
    if (response.contentType !== undefined) http.response_type = response.contentType;
  }
  const seen =
    request === undefined ? 'status line' : response === undefined ? 'request line' : 'request and status line';
  const facts: ServiceFacts = { service: 'http', kind: 'cleartext', reason: `HTTP ${seen}`, http };
  if (response?.status !== SWITCHING || request?.upgrade?.toLowerCase() !== 'h2c') return facts;
  // HTTP/2 by upgrade (RFC 7540 §3.2): the request that asked for it is the first of HTTP/2 as well, and the response follows in frames.
  const second = http2Facts(flow, flow.orig.prefix.length, response.bodyOffset ?? flow.resp.prefix.length).http;
  return { ...facts, reason: 'HTTP upgrade to HTTP/2 in cleartext', http: { ...http, ...second } };
}

function longRequestFacts(): ServiceFacts {
  return { service: 'http', kind: 'cleartext', reason: 'HTTP request line that is longer than the bytes kept' };
}

/** The responder's first bytes are not those of a status line. Where the start was seen a prefix holds the very first bytes, or none. */
function contradicts(resp: FlowSide): boolean {
  return resp.prefix.length >= HTTP_STATUS_BYTES && !hasText(resp.prefix, 0, SHOUTCAST_STATUS);
}

const HTTP_STATUS_BYTES = 12;
/** Streaming servers answer HTTP requests with a status line of their own. */
const SHOUTCAST_STATUS = 'ICY ';
