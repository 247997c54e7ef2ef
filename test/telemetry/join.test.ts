import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributableFlow, AttributionOutcome } from '../../src/telemetry/attribution.ts';
import { type AttributionOptions, attributeFlows } from '../../src/telemetry/join.ts';
import type { SocketLog } from '../../src/telemetry/socket-log.ts';
import type { SocketObservation } from '../../src/telemetry/telemetry-event.ts';
import { appOf, at, flowOf, inventoryOf, LOCAL_IP, logOf, REMOTE_IP, rowOf } from './telemetry-fixture.ts';

const inventory = inventoryOf(appOf({ packageName: 'com.a', uid: 10234 }), appOf({ packageName: 'com.b', uid: 10301 }));

function join(flows: AttributableFlow[], log: SocketLog, options: AttributionOptions = {}): AttributionOutcome[] {
  return attributeFlows(flows, log, inventory, options);
}

/** `uid tier confidence flags…`, or the cause why not. */
function brief(outcomes: readonly AttributionOutcome[]): string[] {
  return outcomes.map((outcome) =>
    'app' in outcome
      ? [outcome.app.uid, outcome.app.tier, outcome.app.confidence, ...outcome.app.flags].join(' ')
      : outcome.cause,
  );
}

describe('tiers', () => {
  it('A: the whole tuple, with packages, level and the line of the log', () => {
    expect(join([flowOf()], logOf([rowOf({ line: 42 })]))).toEqual([
      {
        app: {
          uid: 10234,
          packages: ['com.a'],
          tier: 'A',
          confidence: 0.95,
          level: 'exact',
          sources: ['log0:42'],
          flags: [],
          alternatives: [],
        },
      },
    ]);
  });

  it('the stronger wins over the weaker, whatever its owner', () => {
    const rows = [rowOf({ uid: 10301, localIp: undefined }), rowOf({ uid: 10301, localIp: '10.215.173.1' }), rowOf()];
    expect(brief(join([flowOf()], logOf(rows)))).toEqual(['10234 A 0.95']);
    expect(brief(join([flowOf()], logOf(rows.slice(0, 2))))).toEqual(['10301 B 0.94']);
    expect(brief(join([flowOf()], logOf(rows.slice(1, 2))))).toEqual(['10301 C 0.92']);
  });

  it('D and F: an unconnected UDP socket, a connect event', () => {
    const udp = flowOf({
      transport: 'udp',
      synSeen: false,
      orig: { ip: LOCAL_IP, port: 50000 },
      resp: { ip: REMOTE_IP, port: 443 },
    });
    expect(
      brief(
        join(
          [udp],
          logOf([
            rowOf({
              transport: 'udp',
              localIp: undefined,
              localPort: 50000,
              remoteIp: undefined,
              remotePort: undefined,
            }),
          ]),
        ),
      ),
    ).toEqual(['10234 D 0.92']);
    const connect = rowOf({
      action: 'connect',
      transport: undefined,
      localIp: undefined,
      localPort: undefined,
      timeUs: at(10.001),
      startUs: undefined,
      endUs: undefined,
    });
    const options = {
      clocks: [
        {
          file: 'log0',
          offsetMs: 0,
          residualMs: undefined,
          uncertaintyMs: undefined,
          method: 'assumed',
          pairs: 0,
          driftPpm: undefined,
          note: undefined,
          segments: [],
          slackUs: 1e6,
          isIdentity: true,
        },
      ],
    } as const;
    expect(brief(join([flowOf()], logOf([connect]), options))).toEqual(['10234 F 0.93']);
    const two = [flowOf(), flowOf({ orig: { ip: LOCAL_IP, port: 40002 } })];
    expect(brief(join(two, logOf([connect]), options))).toEqual(['10234 F 0.9021', '10234 F 0.9021']);
  });

  it('the side that is the device is found where the capture does not show it', () => {
    const inbound = { orig: { ip: REMOTE_IP, port: 8443 }, resp: { ip: LOCAL_IP, port: 40001 } };
    expect(brief(join([flowOf({ ...inbound, local: undefined })], logOf([rowOf()])))).toEqual(['10234 A 0.95']);
    expect(brief(join([flowOf({ ...inbound, local: 'orig' })], logOf([rowOf()])))).toEqual([
      'no row of the socket logs has its tuple',
    ]);
  });
});

describe('P: UIDs in the packets', () => {
  const packets = (...uids: [number, number][]) =>
    uids.map(([uid, count], i) => ({ uid, packets: count, frame: 100 + i }));

  it('decide alone, with the frame as source; unknown ones do not count', () => {
    expect(join([flowOf({ packetUids: packets([10234, 5], [-1, 50]) })], logOf())).toMatchObject([
      { app: { uid: 10234, tier: 'P', confidence: 0.98, level: 'exact', sources: ['frame 100'], flags: [] } },
    ]);
    expect(brief(join([flowOf({ packetUids: packets([-1, 50]) })], logOf()))).toEqual(['no socket log was given']);
  });

  it('that differ take the majority, and say so', () => {
    expect(join([flowOf({ packetUids: packets([10301, 1], [10234, 3]) })], logOf())).toMatchObject([
      {
        app: {
          uid: 10234,
          confidence: 0.75,
          level: 'strong',
          sources: ['frame 101'],
          flags: ['MIXED_UID'],
          alternatives: [{ uid: 10301, confidence: 0.25 }],
        },
      },
    ]);
  });

  it('are corroborated or contradicted by the log', () => {
    const flow = flowOf({ packetUids: packets([10234, 5]) });
    expect(join([flow], logOf([rowOf()]))).toMatchObject([
      { app: { confidence: 0.99, flags: ['CORROBORATED'], sources: ['frame 100', 'log0:1'] } },
    ]);
    expect(join([flow], logOf([rowOf({ uid: 10301 })]))).toMatchObject([
      { app: { uid: 10234, confidence: 0.686, flags: ['CONFLICT'], alternatives: [{ uid: 10301, confidence: 0.95 }] } },
    ]);
  });
});

describe('two logs', () => {
  it('of different datasets that agree make surer, in one tier or in two', () => {
    expect(brief(join([flowOf()], logOf([rowOf({ dataset: 'x' })], [rowOf({ dataset: 'y' })])))).toEqual([
      '10234 A 0.99 CORROBORATED',
    ]);
    expect(
      brief(
        join(
          [flowOf()],
          logOf([rowOf({ dataset: 'x', localIp: undefined })], [rowOf({ dataset: 'y', localIp: '10.9.9.9' })]),
        ),
      ),
    ).toEqual(['10234 B 0.99 CORROBORATED']);
  });

  it('of the same dataset are one voice', () => {
    expect(brief(join([flowOf()], logOf([rowOf()], [rowOf()])))).toEqual(['10234 A 0.95']);
  });

  it('that disagree in one tier are ambiguous, in two a conflict', () => {
    expect(brief(join([flowOf()], logOf([rowOf({ dataset: 'x' })], [rowOf({ dataset: 'y', uid: 10301 })])))).toEqual([
      '10234 A 0.475 AMBIGUOUS',
    ]);
    expect(
      brief(
        join([flowOf()], logOf([rowOf({ dataset: 'x' })], [rowOf({ dataset: 'y', uid: 10301, localIp: undefined })])),
      ),
    ).toEqual(['10234 A 0.665 CONFLICT']);
  });
});

describe('port reuse', () => {
  it('after 61 s by another app: each flow gets its own', () => {
    const rows = [rowOf({ inode: '1' }), rowOf({ uid: 10301, inode: '2', startUs: at(73), endUs: at(75) })];
    const flows = [flowOf(), flowOf({ startUs: at(73), endUs: at(75) })];
    expect(brief(join(flows, logOf(rows)))).toEqual(['10234 A 0.95', '10301 A 0.95']);
  });

  it('one TCP socket serves one flow at a time: the later SYN loses and says why', () => {
    const flows = [flowOf({ startUs: at(11), endUs: at(11.5) }), flowOf()];
    expect(brief(join(flows, logOf([rowOf({ inode: '1' })])))).toEqual([
      'the only matching socket serves another flow',
      '10234 A 0.95',
    ]);
  });

  it('the loser goes to the next tier', () => {
    const flows = [flowOf(), flowOf({ startUs: at(11), endUs: at(11.5) })];
    expect(brief(join(flows, logOf([rowOf(), rowOf({ uid: 10301, localIp: '10.215.173.1' })])))).toEqual([
      '10234 A 0.95',
      '10301 C 0.92',
    ]);
  });

  it('an exact match has its socket before a flow of another device that used the same ports a moment earlier', () => {
    const guest = flowOf({ orig: { ip: '10.0.0.77', port: 40001 }, startUs: at(9.5), endUs: at(11) });
    expect(guest.orig.port).toBe(flowOf().orig.port);
    expect(brief(join([guest, flowOf()], logOf([rowOf({ inode: '1' })])))).toEqual([
      'the only matching socket serves another flow',
      '10234 A 0.95',
    ]);
  });

  it('one after the other may share a TCP socket, and any number a UDP socket', () => {
    const row = rowOf({ startUs: at(0), endUs: at(100) });
    expect(
      brief(
        join([flowOf({ synSeen: false }), flowOf({ startUs: at(12), endUs: at(13), synSeen: false })], logOf([row])),
      ),
    ).toEqual(['10234 A 0.95', '10234 A 0.95']);
    const udp = flowOf({ transport: 'udp' });
    expect(brief(join([udp, udp, udp], logOf([{ ...row, transport: 'udp' }])))).toEqual(
      new Array(3).fill('10234 A 0.95'),
    );
  });
});

describe('two emulators with one address', () => {
  const log = logOf([rowOf({ device: 'emulator-5554' }), rowOf({ device: 'emulator-5556', uid: 10301 })]);

  it('are told apart by the name of the device', () => {
    const flows = ['emulator-5554', 'emulator-5556'].map((device) => flowOf({ device }));
    expect(brief(join(flows, log))).toEqual(['10234 A 0.95', '10301 A 0.95']);
  });

  it('are ambiguous where the capture has no name', () => {
    expect(brief(join([flowOf()], log))).toEqual(['10234 A 0.475 AMBIGUOUS']);
  });
});

describe('operator', () => {
  it('H: --assume-uid takes what nothing else attributes', () => {
    const flows = [flowOf(), flowOf({ orig: { ip: LOCAL_IP, port: 40002 } })];
    expect(brief(join(flows, logOf([rowOf()]), { assumeUid: 10301 }))).toEqual([
      '10234 A 0.95',
      '10301 H 0.9 ASSERTED',
    ]);
  });

  it('a VPN tunnel is nobody’s', () => {
    const [outcome] = join([flowOf()], logOf([rowOf()]), { vpnOwnerUid: 10234 });
    expect(outcome).toMatchObject({
      cause: 'it is the tunnel of a VPN app',
      missing: expect.stringContaining('10234'),
    });
  });
});

it('I: what all others to an endpoint say is inferred for the rest', () => {
  const ports = [1, 2, 3, 4];
  const flows = ports.map((port) => flowOf({ orig: { ip: LOCAL_IP, port: 40000 + port } }));
  const rows = ports.slice(0, 3).map((port) => rowOf({ localPort: 40000 + port }));
  expect(brief(join(flows, logOf(rows)))).toEqual([
    '10234 A 0.95',
    '10234 A 0.95',
    '10234 A 0.95',
    '10234 I 0.9 INFERRED',
  ]);
});

it('a DNS flow of netd is delegated', () => {
  const dns = flowOf({ transport: 'udp', orig: { ip: LOCAL_IP, port: 50000 }, resp: { ip: '8.8.8.8', port: 53 } });
  const row = rowOf({ transport: 'udp', localPort: 50000, remoteIp: undefined, remotePort: undefined, uid: 1051 });
  expect(join([dns], logOf([row]))).toMatchObject([{ app: { uid: 1051, label: 'dns', flags: ['dns-delegated'] } }]);
});

it('lookups that did not see every row are reported', () => {
  const rows = Array.from({ length: 5000 }, (_, i) => rowOf({ inode: String(i) }));
  let cut = 0;
  join([flowOf()], logOf(rows), {
    onScansCut: (lookups) => {
      cut = lookups;
    },
  });
  expect(cut).toBeGreaterThan(0);
});

const seconds = fc.integer({ min: 0, max: 40 });
const anyFlow = fc
  .record({
    start: seconds,
    length: seconds,
    port: fc.constantFrom(40001, 40002),
    transport: fc.constantFrom('tcp', 'udp'),
    synSeen: fc.boolean(),
    local: fc.constantFrom('orig', undefined),
  })
  .map(
    ({ start, length, port, ...rest }) =>
      flowOf({
        ...rest,
        orig: { ip: LOCAL_IP, port },
        startUs: at(start),
        endUs: at(start + length),
      }) as AttributableFlow,
  );
const anyRow = fc
  .record({
    start: seconds,
    length: seconds,
    localPort: fc.constantFrom(40001, 40002, undefined),
    localIp: fc.constantFrom(LOCAL_IP, '10.215.173.1', undefined),
    remoteIp: fc.constantFrom(REMOTE_IP, undefined),
    transport: fc.constantFrom('tcp', 'udp') as fc.Arbitrary<'tcp' | 'udp'>,
    action: fc.constantFrom('socket_open', 'connect', 'packet', 'socket_snapshot') as fc.Arbitrary<
      SocketObservation['action']
    >,
    uid: fc.constantFrom(10234, 10301, 1051, -1),
    dataset: fc.constantFrom('x', 'y'),
    slackUs: fc.constantFrom(0, 2e6),
  })
  .map(({ start, length, ...rest }) =>
    rowOf({ ...rest, timeUs: at(start), startUs: at(start), endUs: at(start + length) }),
  );

describe('always', () => {
  it('one TCP socket never serves two flows that overlap', () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { maxLength: 12 }), fc.array(anyRow, { maxLength: 12 }), (flows, rows) => {
        const numbered = rows.map((row, i) => ({ ...row, line: i + 1, inode: String(i + 1) }));
        const outcomes = join(flows, logOf(numbered));
        const served = new Map<string, AttributableFlow[]>();
        outcomes.forEach((outcome, i) => {
          if (!('app' in outcome) || flows[i].transport !== 'tcp' || !'ABC'.includes(outcome.app.tier)) return;
          const source = outcome.app.sources[0];
          served.set(source, [...(served.get(source) ?? []), flows[i]]);
        });
        for (const sharing of served.values()) {
          const sorted = [...sharing].sort((a, b) => a.startUs - b.startUs);
          for (let i = 1; i < sorted.length; i++) expect(sorted[i].startUs).toBeGreaterThanOrEqual(sorted[i - 1].endUs);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('rows of another device change nothing, not even a word', () => {
    fc.assert(
      fc.property(
        fc.array(anyFlow, { maxLength: 8 }),
        fc.array(anyRow, { maxLength: 8 }),
        fc.array(anyRow, { maxLength: 8 }),
        (flows, mine, theirs) => {
          const own = flows.map((flow) => ({ ...flow, device: 'mine' }));
          const rows = mine.map((row) => ({ ...row, device: 'mine' }));
          const alone = join(own, logOf(rows));
          const others = theirs.map((row) => ({ ...row, device: 'theirs' }));
          expect(join(own, logOf([...others, ...rows, ...others]))).toEqual(alone);
        },
      ),
    );
  });

  it('confidence stays between the floor and .99, and the outcome does not depend on the order of rows or flows', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyFlow, { maxLength: 6, selector: (flow) => flow.startUs }),
        fc.array(anyRow, { maxLength: 6 }),
        (flows, rows) => {
          const outcomes = join(flows, logOf(rows));
          for (const outcome of outcomes) {
            if (!('app' in outcome)) continue;
            expect(outcome.app.confidence).toBeGreaterThanOrEqual(0.05 * 0.7);
            expect(outcome.app.confidence).toBeLessThanOrEqual(0.99);
          }
          expect(brief(join([...flows].reverse(), logOf(rows))).reverse()).toEqual(brief(outcomes));
        },
      ),
    );
  });
});
