// PiRogue's socket_trace.json: socket calls of a traced app, in ms of the device. It names process and process id, no UID; connects are often
// missing because the peer is not known yet when they are hooked, so the first write is what dates a socket.

import { canonicalIp } from './canonical-ip.ts';
import type { Importer } from './importer.ts';
import { jsonElementReader } from './json-element-reader.ts';
import type { SocketObservation } from './telemetry-event.ts';
import { readTimestamp, type TimeOptions } from './timestamp.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';

export const pirogueSocketTraceImporter = {
  format: 'pirogue-sockets',
  summary: "PiRogue's socket_trace.json: socket calls of the traced app with both endpoints and the process.",
  yields: ['socket owners'],
  source: 'pirogue-intercept-tls of the PiRogue tool suite',
  sniff: (firstLines) => (firstLines.join('\n').slice(0, 8192).includes('"socket_trace_log"') ? 0.96 : 0),
  open: (context) =>
    jsonElementReader((element, line) => {
      const observation = readCall(element, line, context);
      if (typeof observation === 'string') return observation;
      if (observation !== undefined) context.emit(observation);
      return undefined;
    }),
} as const satisfies Importer;

function readCall(
  element: Record<string, unknown>,
  line: number,
  options: TimeOptions,
): SocketObservation | string | undefined {
  const { data } = element;
  if (element['type'] !== 'socket_trace_log' || typeof data !== 'object' || data === null)
    return 'holds an object that is no socket_trace_log';
  const call = data as Record<string, unknown>;
  const time = readTimestamp(String(element['timestamp']), options);
  if (!time.ok) return time.reason;
  const transport = TRANSPORT_NAMES.get(String(call['socket_type']));
  // UNIX sockets are traced, too.
  if (transport === undefined) return undefined;
  const remoteIp = canonicalIp(String(call['dest_ip'] ?? ''));
  const localIp = canonicalIp(String(call['local_ip'] ?? ''));
  if (remoteIp === undefined && localIp === undefined) return undefined;
  const processName = typeof element['process'] === 'string' ? element['process'].slice(0, 255) : undefined;
  const pid = Number(element['pid'] ?? call['pid']);
  return {
    action: 'packet',
    dataset: 'pirogue.socket_trace',
    line,
    timeUs: time.us,
    transport,
    localIp,
    localPort: port(call['local_port']),
    remoteIp,
    remotePort: port(call['dest_port']),
    pid: Number.isInteger(pid) ? pid : undefined,
    processName,
    packages: processName === undefined ? undefined : [processName.split(':')[0]],
    vantage: 'app',
  };
}

function port(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number < 65_536 ? number : undefined;
}
