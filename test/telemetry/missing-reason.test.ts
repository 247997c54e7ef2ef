import { expect, it } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import { MissingReasons } from '../../src/telemetry/missing-reason.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import type { SocketLog } from '../../src/telemetry/socket-log.ts';
import { at, flowOf, logOf, rowOf } from './telemetry-fixture.ts';

const reason = (log: SocketLog, flow: Partial<AttributableFlow> = {}, taken = false) =>
  new MissingReasons(new SocketIndex(log)).reason(flowOf(flow), taken);

it('without any log, or with another device’s only', () => {
  expect(reason(logOf())).toEqual({ missing: 'No socket log was given.', cause: 'no socket log was given' });
  expect(reason(logOf([rowOf({ device: 'b' })]), { device: 'a' })).toEqual({
    missing: 'No socket log of a was given.',
    cause: 'no socket log was given',
  });
});

it('with a log of which nothing could be used', () => {
  expect(reason(logOf([]))).toEqual({
    missing: 'No line of the socket logs could be used.',
    cause: 'no line of the socket logs could be used',
  });
});

it('for a transport that no log lists', () => {
  for (const transport of ['icmp', 'sctp']) {
    expect(reason(logOf([rowOf()]), { transport })).toEqual({
      missing: `No socket log says who owns ${transport} packets.`,
      cause: 'no log lists sockets of its transport',
    });
  }
});

it('for a tuple that no row has, inside and outside of what the log covers', () => {
  const log = logOf([rowOf({ startUs: at(0), endUs: at(60) })]);
  expect(reason(log, { orig: { ip: '10.0.2.15', port: 50000 } })).toEqual({
    missing:
      'No row of the socket log has tcp 10.0.2.15:50000 to 203.0.113.7:8443: the socket lived shorter than a poll, or nobody logged it.',
    cause: 'no row of the socket logs has its tuple',
  });
  const other = { orig: { ip: '10.0.2.15', port: 50000 } };
  expect(reason(log, { ...other, startUs: at(72), endUs: at(73) })).toEqual({
    missing: 'The socket log ends 12.0 s before it.',
    cause: 'no socket log covers its time',
  });
  expect(reason(log, { ...other, startUs: at(-9), endUs: at(-8) })).toEqual({
    missing: 'The socket log begins 8.0 s after the flow.',
    cause: 'no socket log covers its time',
  });
});

it('for rows too far away in time, with the distance and the nearest row', () => {
  const log = logOf([rowOf({ line: 7 }), rowOf({ line: 9, startUs: at(500), endUs: at(501) })]);
  expect(reason(log, { startUs: at(73), endUs: at(74) })).toEqual({
    missing: 'The nearest row with this tuple is 61.0 s away (log0:7).',
    cause: 'the rows with its tuple are too far away in time',
  });
});

it('for rows without an owner', () => {
  expect(reason(logOf([rowOf({ uid: -1, line: 3 })]))).toMatchObject({
    missing: expect.stringContaining('(log0:3)'),
    cause: 'the rows with its tuple name no owner',
  });
});

it('for a socket that serves another flow', () => {
  expect(reason(logOf([rowOf()]), {}, true).cause).toBe('the only matching socket serves another flow');
});

it('the tuple is looked for both ways round where the local side is unknown', () => {
  const inbound = {
    orig: { ip: '203.0.113.7', port: 8443 },
    resp: { ip: '10.0.2.15', port: 40001 },
    startUs: at(90),
    endUs: at(91),
  };
  expect(reason(logOf([rowOf()]), { ...inbound, local: undefined }).missing).toContain('78.0 s away');
});

it('for rows that name a package, whose UID nobody tells', () => {
  const cause = 'no log tells the UID of the package that its row names';
  expect(reason(logOf([rowOf({ uid: -1, packages: ['a.b'], line: 3 })]))).toEqual({
    missing:
      'The row of this flow names a.b (log0:3), whose UID no log tells: give the output of "pm list packages -U" with -t.',
    cause,
  });
  const connect = { action: 'connect', localIp: undefined, localPort: undefined, uid: -1, packages: ['a.b'] } as const;
  expect(reason(logOf([rowOf({ ...connect, timeUs: at(10) })])).cause).toBe(cause);
  expect(reason(logOf([rowOf({ ...connect, packages: undefined, timeUs: at(10) })])).cause).not.toBe(cause);
});
