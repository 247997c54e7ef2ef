// What an import of the bench says about its capture.

export const START_MS = Date.UTC(2026, 9, 1);
export const DAY_MS = 86_400_000;

export function taskOf(captureId, device, startMs) {
  return {
    captureId,
    worker: 'bench',
    toolVersion: 'bench',
    configSha256: 'c'.repeat(64),
    config: {},
    device,
    captures: [{ file: `${captureId}.pcap`, path: `/captures/${captureId}.pcap`, sha256: captureId.padEnd(64, '0') }],
    telemetry: [],
    firstUs: startMs * 1000,
    lastUs: (startMs + DAY_MS) * 1000 - 1,
    partial: undefined,
  };
}
