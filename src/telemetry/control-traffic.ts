// Traffic of the analysis itself, which belongs to no app: adb to the device over TCP, which the emulator's host and `adb tcpip` use, and the console
// and the gRPC control of an emulator.

import type { AttributableFlow } from './attribution.ts';

/** AOSP packages/modules/adb: adbd listens here with `adb tcpip` and in every emulator; with wireless debugging the port is any. */
const ADB_PORT = 5555;
/** The host, as an emulator sees it. */
const EMULATOR_HOST = '10.0.2.2';
const FIRST_APP_UID = 10_000;
const EMULATOR_GUEST = /^10\.0\.2\.1[56]$/;

/** A sentence why the flow is set aside, or undefined. Only connections to the device count: an app may connect to any port, and speak adb. */
export function controlTraffic(flow: AttributableFlow): string | undefined {
  // A UID in the packets knows better than a port.
  if (flow.transport !== 'tcp' || flow.packetUids.some(({ uid }) => uid >= FIRST_APP_UID)) return undefined;
  if (flow.service === 'emulator-console')
    return isPrivate(flow.orig.ip) && isPrivate(flow.resp.ip)
      ? "The flow is that of the emulator's console: it serves the analysis and belongs to no app."
      : undefined;
  if (flow.service === 'emulator-grpc')
    return isPrivate(flow.orig.ip) && isPrivate(flow.resp.ip)
      ? 'The flow steers the emulator over gRPC: it serves the analysis and belongs to no app.'
      : undefined;
  const [device, other] = flow.local === 'orig' ? [flow.orig, flow.resp] : [flow.resp, flow.orig];
  // Where the SYN is missing, either side may have been taken for the originator.
  const isInbound = flow.local === 'resp' || (!flow.synSeen && device.port === ADB_PORT);
  // Proved by its bytes adb may have any port; by the port alone it may have no other name.
  const isAdb = flow.service === 'adb' || (device.port === ADB_PORT && flow.service === undefined);
  if (!isInbound || !isAdb) return undefined;
  if (other.ip === EMULATOR_HOST && EMULATOR_GUEST.test(device.ip))
    return "The flow is adb's, from the emulator's host: it serves the analysis and belongs to no app.";
  return isPrivate(other.ip)
    ? "The flow is adb's, from the local network: it serves the analysis and belongs to no app."
    : undefined;
}

/** RFC 1918, loopback, link-local, RFC 4193. */
function isPrivate(ip: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.|169\.254\.|fe[89ab][0-9a-f]:|f[cd][0-9a-f]{2}:|::1$)/.test(
    ip,
  );
}
