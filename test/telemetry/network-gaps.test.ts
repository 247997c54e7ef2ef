import { describe, expect, it } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import type { TelemetryFile } from '../../src/telemetry/import-sink.ts';
import { Inventory } from '../../src/telemetry/inventory.ts';
import { attributionGaps, socketLogGaps } from '../../src/telemetry/network-gaps.ts';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { emptyTelemetry, type Telemetry } from '../../src/telemetry/telemetry-reader.ts';
import { appOf, at, flowOf, inventoryOf, LOCAL_IP, rowOf } from './telemetry-fixture.ts';

const FILE: TelemetryFile = {
  file: 'poll.log',
  sha256: '0'.repeat(64),
  format: 'procnet',
  yields: ['socket owners'],
  records: 1,
  rejected: 0,
  rejectedLines: [],
  socketLog: 0,
  eventLog: undefined,
  duplicates: 0,
  watched: new Set(),
  sights: [],
  gaps: [],
  gapsDropped: 0,
  redacted: 0,
  cut: undefined,
};

function polled(seconds: readonly number[], file: Partial<TelemetryFile> = {}, inventory = new Inventory()): Telemetry {
  const sockets = new SocketLog();
  sockets.beginFile('poll.log');
  for (const second of seconds) {
    sockets.poll(at(second));
    sockets.add(rowOf({ action: 'socket_snapshot', timeUs: at(second), startUs: undefined, endUs: undefined }));
  }
  sockets.endFile();
  return { ...emptyTelemetry(), sockets, inventory, files: [{ ...FILE, ...file }] };
}

const everyHalfSecond = Array.from({ length: 60 }, (_, i) => i * 0.5);
const capture = { startUs: at(0), endUs: at(29.5) };

function gaps(
  telemetry: Telemetry,
  flows: AttributableFlow[] = [flowOf({ endUs: at(20) })],
  span: { startUs: number | undefined; endUs: number | undefined } = capture,
) {
  return socketLogGaps(span, flows, telemetry, joinTelemetry(flows, telemetry)).map(({ start, end, cause }) =>
    [start?.slice(14, 19), end?.slice(14, 19), cause].filter((part) => part !== undefined).join(' '),
  );
}

describe('a socket log', () => {
  it('that saw everything leaves no gap', () => {
    expect(gaps(polled(everyHalfSecond))).toEqual([]);
  });

  it('misses flows shorter than its polls: the share is the rate to expect', () => {
    const short = { endUs: at(10.1) };
    const stray = flowOf({ ...short, orig: { ip: LOCAL_IP, port: 1 } });
    const known = flowOf({ ...stray, packetUids: [{ uid: 10234, packets: 1, frame: 1 }] });
    const long = flowOf({ orig: { ip: LOCAL_IP, port: 2 }, endUs: at(20) });
    expect(gaps(polled(everyHalfSecond), [flowOf(short), stray, long, known])).toEqual([
      'poll.log was polled every 0.50 s (95 % within 0.50 s): 2 of 3 flows (67 %) are shorter than that, and 1 of those has no app',
    ]);
    expect(gaps(polled(everyHalfSecond), [flowOf(short)])).toEqual([]);
  });

  it('that begins late, ends early, or paused says when', () => {
    expect(gaps(polled(everyHalfSecond), undefined, { startUs: at(-60), endUs: at(90) })).toEqual([
      '59:00 00:00 poll.log begins after the capture',
      '00:29 01:30 poll.log ends before the capture',
    ]);
    expect(gaps(polled([...everyHalfSecond.slice(0, 20), ...everyHalfSecond.slice(40)]))).toEqual([
      '00:09 00:20 poll.log was not polled',
    ]);
    expect(gaps(polled(everyHalfSecond), undefined, { startUs: at(900), endUs: at(901) })).toContain(
      'poll.log and the capture do not overlap in time',
    );
  });

  it('whose sockets agree on a clock that is days off is moved, and says so; one of another day fits nothing', () => {
    const flows = Array.from({ length: 12 }, (_, i) =>
      flowOf({ orig: { ip: LOCAL_IP, port: 40_001 + i }, startUs: at(i * 2), endUs: at(i * 2 + 1) }),
    );
    const log = (daysOff: number, firstPort: number): Telemetry => {
      const sockets = new SocketLog();
      sockets.beginFile('open.log');
      flows.forEach((_, i) => {
        const us = at(i * 2 + daysOff * 86_400);
        sockets.add(rowOf({ localPort: firstPort + i, timeUs: us, startUs: us, endUs: us + 1e6 }));
      });
      sockets.endFile();
      return { ...emptyTelemetry(), sockets, files: [{ ...FILE, file: 'open.log' }] };
    };
    expect(gaps(log(-3, 40_001), flows).join()).toContain(
      "open.log: its clock is 3.0 days behind the capture's; it was moved because 12 sockets agree on that",
    );
    expect(gaps(log(0, 40_001), flows).join()).not.toContain('days');
    const other = log(-3, 50_001);
    expect(gaps(other, flows).join()).toContain('open.log and the capture do not overlap in time');
    expect(joinTelemetry(flows, other).outcomes.every((outcome) => 'missing' in outcome)).toBe(true);
  });

  it('with rejected lines, a damaged end, unusable rows or odd clocks says so', () => {
    expect(
      gaps(
        polled(everyHalfSecond, {
          rejected: 3,
          rejectedLines: [{ line: 7, reason: 'is no row' }],
          cut: 'is damaged gzip',
        }),
      ),
    ).toEqual(['poll.log: 3 lines were rejected, most often as line 7: is no row', 'poll.log is damaged gzip']);
    const stray = flowOf({ orig: { ip: LOCAL_IP, port: 1 }, endUs: at(20) });
    expect(gaps(polled(everyHalfSecond), [stray])).toEqual([
      'poll.log: no flow shares a tuple with this log: its clock could not be checked',
    ]);
    const telemetry = polled(everyHalfSecond);
    telemetry.sockets.files[0].unusable = 4;
    telemetry.sockets.columns.dropped = 5;
    telemetry.inventory.dropped = 6;
    expect(gaps(telemetry)).toEqual([
      'poll.log: 4 records name neither a local port nor a remote endpoint',
      '5 socket observations found no place in memory',
      '6 inventory rows found no place in memory',
    ]);
  });

  it('with many pauses lists some and counts the rest', () => {
    const seconds = Array.from({ length: 30 }, (_, i) => [0, 1, 2, 3].map((k) => i * 60 + k)).flat();
    const listed = gaps(polled(seconds), [flowOf({ endUs: at(1700) })], {
      startUs: at(0),
      endUs: at(29 * 60 + 3),
    }).filter((text) => text.includes('not polled'));
    expect(listed).toHaveLength(21);
    expect(listed[20]).toBe('poll.log was not polled in 9 more intervals');
  });
});

describe('attribution', () => {
  it('counts the causes, most frequent first', () => {
    const telemetry = polled(everyHalfSecond);
    const flows = [
      flowOf({ transport: 'icmp' }),
      flowOf({ orig: { ip: LOCAL_IP, port: 1 } }),
      flowOf({ orig: { ip: LOCAL_IP, port: 2 } }),
    ];
    expect(attributionGaps(flows, joinTelemetry(flows, telemetry), telemetry)).toEqual([
      { cause: '2 of 3 flows have no app: no row of the socket logs has its tuple' },
      { cause: '1 of 3 flows has no app: no log lists sockets of its transport' },
    ]);
  });

  it('names UIDs without a package, but not those of the system', () => {
    const flows = [flowOf(), flowOf({ packetUids: [{ uid: 1051, packets: 1, frame: 1 }] })];
    const nameless = polled(everyHalfSecond);
    expect(attributionGaps(flows, joinTelemetry(flows, nameless), nameless)).toEqual([
      { cause: 'UIDs that own flows but have no package (no inventory was given): 1 (10234)' },
    ]);
    const partly = polled(everyHalfSecond, {}, inventoryOf(appOf({ uid: 10999 })));
    expect(attributionGaps(flows, joinTelemetry(flows, partly), partly)).toEqual([
      { cause: 'UIDs that own flows but have no package (the inventory lacks them): 1 (10234)' },
    ]);
    const named = polled(everyHalfSecond, {}, inventoryOf(appOf()));
    expect(attributionGaps(flows, joinTelemetry(flows, named), named)).toEqual([]);
  });
});
