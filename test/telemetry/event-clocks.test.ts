import { expect, it } from 'vitest';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, flowOf, readLogs } from './telemetry-fixture.ts';

const FLOWS = Array.from({ length: 8 }, (_, i) =>
  flowOf({ orig: { ip: '10.0.2.15', port: 40001 + i }, startUs: at(10 + i * 5), endUs: at(12 + i * 5) }),
);
/** Sockets as a clock that is 412 ms behind the capture's wrote them. */
const SOCKETS = `ts,action,end,proto,laddr,lport,raddr,rport,uid\n${FLOWS.map(
  ({ orig, resp, startUs, endUs }) =>
    `${startUs - 412_000},socket_open,${endUs - 412_000},tcp,${orig.ip},${orig.port},${resp.ip},${resp.port},10234`,
).join('\n')}`;
const STATE = `{"schema":"cipherscope.state/1","ts":${at(20) - 412_000},"action":"screen_off"}`;

it('a log without sockets has the clock of the socket log of its device', async () => {
  const telemetry = await readLogs({ 'sockets.csv': SOCKETS, 'state.ndjson': STATE });
  const { eventClocks, files } = joinTelemetry(FLOWS, telemetry);
  expect(eventClocks[0]).toMatchObject({ method: 'inherited', offsetMs: -412 });
  expect([...telemetry.events.select()][0].captureUs).toBe(at(20));
  expect(files.map(({ file, clock }) => [file, clock.method])).toEqual([
    ['sockets.csv', 'syn-median'],
    ['state.ndjson', 'inherited'],
  ]);
});

it('without one it is taken as it is, and with --clock-offset as the operator says', async () => {
  const alone = await readLogs({ 'state.ndjson': STATE });
  expect(joinTelemetry(FLOWS, alone).eventClocks[0]).toMatchObject({ method: 'assumed', offsetMs: 0 });
  joinTelemetry(FLOWS, alone, { clockOffsetMs: -412 });
  expect([...alone.events.select()][0].captureUs).toBe(at(20));
});
