// friTap's session as JSON (one document) or JSONL (an event a line): reads and writes of hooked TLS libraries with both endpoints, and the key log
// lines of their handshakes. Times are the clock of the machine that runs friTap. Plaintext and secrets are dropped while it is read.

import { randomOfKeyLogLine } from '../parse/key-log-line.ts';
import { canonicalIp } from './canonical-ip.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { jsonElementReader } from './json-element-reader.ts';
import { readTimestamp } from './timestamp.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';

export const friTapImporter = {
  format: 'fritap',
  summary:
    "friTap's session (--json, .json or .jsonl): endpoints of what hooked TLS libraries read and wrote, and their handshakes. Plaintext and secrets are dropped while it is read.",
  yields: ['socket owners', 'TLS handshakes'],
  source: 'friTap -m --json session.json com.example.app',
  sniff: (firstLines) => {
    const head = firstLines.join('\n').slice(0, 8192);
    return (head.includes('"session_info"') && TARGET.test(head)) || EVENT_LINE.test(head) ? 0.96 : 0;
  },
  open: (context) => readSession(context),
} as const satisfies Importer;

const TARGET = /"target_app"\s*:\s*"([^"\\]{1,255})"/;
const EVENT_LINE = /^\s*\{"event_type":\s*"[A-Za-z]+Event",\s*"timestamp":/;
/** Android's rule for package names; a target may also be a process id or a title. */
const PACKAGE = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)+$/;
/** Functions that receive: there the source is the other side (friTap/constants.py, SSL_READ). */
const RECEIVES = /read|recv|OnDataFramePayload|OnStreamFrame|decrypt/i;

function readSession(context: ImportContext): LineReader {
  let target: string | undefined;
  let reader: LineReader | undefined;
  const onElement = (
    element: Record<string, unknown>,
    line: number,
    key: string | undefined,
  ): Rejection | undefined => {
    const kind = key ?? element['event_type'];
    if (kind === 'InstrumentEvent' && typeof element['target'] === 'string') target ??= element['target'];
    if (kind === 'key_extractions' || kind === 'KeylogEvent') return readKeys(element, line, context);
    return kind === 'connections' || kind === 'DatalogEvent' ? readCall(element, line, target, context) : undefined;
  };
  const begin = (text: string): LineReader => jsonElementReader(onElement, !EVENT_LINE.test(text));
  return {
    line(text, number) {
      if (reader === undefined && text.trim() === '') return undefined;
      target ??= TARGET.exec(text)?.[1];
      reader ??= begin(text);
      return reader.line(text, number);
    },
    fragment(text, number) {
      target ??= TARGET.exec(text)?.[1];
      reader ??= begin(text);
      return reader.fragment?.(text, number);
    },
    end: () => reader?.end?.(),
  };
}

function readKeys(element: Record<string, unknown>, line: number, context: ImportContext): undefined {
  const keys = element['key_data'];
  // Other protocols than TLS hand out keys under other names: dropped as well.
  const { payload } = element;
  if ((typeof keys === 'string' && keys !== '') || (typeof payload === 'object' && payload !== null))
    context.redacted(1);
  const random = typeof keys === 'string' ? randomOfKeyLogLine(keys.trim()) : undefined;
  if (random !== undefined) context.emit({ action: 'tls_handshake', dataset: 'fritap', line, random });
  return undefined;
}

function readCall(
  element: Record<string, unknown>,
  line: number,
  target: string | undefined,
  context: ImportContext,
): Rejection | undefined {
  const time = readTimestamp(String(element['timestamp']), context);
  if (typeof element['data'] === 'string' && element['data'] !== '') context.redacted(1);
  if (!time.ok) return time.reason;
  const transport = TRANSPORT_NAMES.get(String(element['transport'] ?? 'tcp'));
  const source = endpoint(element['src_addr'], element['src_port']);
  const destination = endpoint(element['dst_addr'], element['dst_port']);
  // A library that does not tell its socket leaves them empty.
  if (transport === undefined || source === undefined || destination === undefined) return undefined;
  const [local, remote] = RECEIVES.test(String(element['function'])) ? [destination, source] : [source, destination];
  context.emit({
    action: 'packet',
    dataset: 'fritap',
    line,
    timeUs: time.us,
    transport,
    localIp: local.ip,
    localPort: local.port,
    remoteIp: remote.ip,
    remotePort: remote.port,
    packages: target !== undefined && PACKAGE.test(target) ? [target] : undefined,
    vantage: 'app',
  });
  return undefined;
}

function endpoint(address: unknown, port: unknown): { readonly ip: string; readonly port: number } | undefined {
  const ip = typeof address === 'string' ? canonicalIp(address) : undefined;
  const number = Number(port);
  return ip !== undefined && Number.isInteger(number) && number > 0 && number < 65_536
    ? { ip, port: number }
    : undefined;
}
