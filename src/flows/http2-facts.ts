// What the first request and response of a cleartext HTTP/2 connection say, in the keys that HTTP/1 has (RFC 9113 §8.3).

import type { HpackField } from '../parse/hpack.ts';
import { readHttp2Headers } from '../parse/http2-headers.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { HttpRecord } from './flow-record.ts';
import { shownAuthority, shownTarget } from './http-target.ts';
import type { ServiceFacts } from './service-recogniser.ts';

/** gRPC's path is /package.Service/Method; of these services of the Android emulator (emulator_controller.proto) its host steers it. */
const EMULATOR_SERVICES = '/android.emulation.control.';

/** `from`: where the client's frames begin, behind its preface; `respFrom`: where the server's do. */
export function http2Facts(flow: FinishedFlow, from: number, respFrom: number): ServiceFacts {
  const http: HttpRecord = { version: '2' };
  for (const [name, value] of readHttp2Headers(flow.orig.prefix, from) ?? []) addRequest(http, name, value);
  const response: readonly HpackField[] = readHttp2Headers(flow.resp.prefix, respFrom) ?? [];
  for (const [name, value] of response) {
    if (name === ':status' && /^\d{3}$/.test(value)) http.status = Number(value);
    else if (name === 'content-type') http.response_type = value;
  }
  if (http.path?.startsWith(EMULATOR_SERVICES) === true)
    return { service: 'emulator-grpc', kind: 'cleartext', reason: "gRPC call of the Android emulator's control", http };
  return { service: 'http', kind: 'cleartext', reason: 'HTTP/2 connection preface in cleartext', http };
}

function addRequest(http: HttpRecord, name: string, value: string): void {
  switch (name) {
    case ':method':
      http.method = value;
      return;
    case ':authority':
      http.host = shownAuthority(value).slice(0, 255);
      return;
    case ':path':
      http.path = shownTarget(value);
      return;
    case 'user-agent':
      http.user_agent = value;
      return;
    case 'content-type':
      http.request_type = value;
      return;
    default:
  }
}
