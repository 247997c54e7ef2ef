import { describe, expect, it } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import { chooseConnect, chooseOwner } from '../../src/telemetry/candidate-choice.ts';
import type { ClockAlignment } from '../../src/telemetry/clock-model.ts';
import { FlowTuple } from '../../src/telemetry/flow-tuple.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import type { SocketObservation } from '../../src/telemetry/telemetry-event.ts';
import { at, flowOf, logOf, rowOf } from './telemetry-fixture.ts';

const STEADY: ClockAlignment = {
  file: 'log0',
  offsetMs: 0,
  residualMs: undefined,
  uncertaintyMs: undefined,
  method: 'assumed',
  pairs: 0,
  driftPpm: undefined,
  note: undefined,
  segments: [{ fromUs: 0, offsetUs: 0, slope: 0 }],
  slackUs: 1e6,
  isIdentity: true,
};

function setUp(log: SocketLog, flow: Partial<AttributableFlow>) {
  const index = new SocketIndex(log, [STEADY]);
  const tuple = new FlowTuple(index);
  tuple.set(flowOf(flow), 'orig');
  return { index, tuple, rows: Array.from({ length: log.columns.count }, (_, i) => i) };
}

function choose(rows: Partial<SocketObservation>[], flow: Partial<AttributableFlow> = {}) {
  const { index, tuple, rows: all } = setUp(logOf(rows.map((row) => rowOf(row))), flow);
  return chooseOwner(all, () => 1, tuple, index);
}

describe('confidence of one row', () => {
  it('is whole where the flow starts inside the interval', () => {
    expect(choose([{}])).toMatchObject({ best: { uid: 10234, confidence: 1 }, alternatives: [], ambiguous: false });
  });

  it('falls with the gap: half at the edge of the window', () => {
    expect(choose([{ startUs: at(12.5), endUs: at(13) }])?.best.confidence).toBeCloseTo(0.75);
    expect(choose([{ startUs: at(13), endUs: at(14) }])?.best.confidence).toBeCloseTo(0.5);
    expect(choose([{ startUs: at(5), endUs: at(9.6) }])?.best.confidence).toBeCloseTo(0.8);
  });

  it('falls where only the tail of the flow overlaps', () => {
    expect(choose([{ startUs: at(11.5), endUs: at(13) }])?.best.confidence).toBeCloseTo(0.95);
  });

  it('falls for a single snapshot, and more for a dump without time', () => {
    const log = new SocketLog();
    log.beginFile('poll');
    log.poll(at(10.5));
    log.add(rowOf({ action: 'socket_snapshot', timeUs: at(10.5), startUs: undefined, endUs: undefined }));
    log.endFile();
    const { index, tuple, rows } = setUp(log, {});
    expect(chooseOwner(rows, () => 1, tuple, index)?.best.confidence).toBeCloseTo(0.97);
    expect(choose([{ timeUs: undefined }])?.best.confidence).toBeCloseTo(0.9);
  });
});

describe('several rows', () => {
  it('of one owner are one candidate, the best row first', () => {
    const choice = choose([{ startUs: at(11.9) }, {}]);
    expect(choice?.best.rows).toEqual([1, 0]);
    expect(choice?.ambiguous).toBe(false);
  });

  it('that overlap beat rows that are near, whoever owns them', () => {
    expect(choose([{ uid: 1, startUs: at(12.1), endUs: at(13) }, { uid: 2 }])).toMatchObject({
      best: { uid: 2, confidence: 1 },
      alternatives: [],
      ambiguous: false,
    });
  });

  it('that began with the SYN beat a socket that had the ports long before', () => {
    const before = { uid: 1, startUs: at(0), endUs: at(11.8) };
    expect(choose([before, { uid: 2, startUs: at(11.5) }])).toMatchObject({ best: { uid: 2 }, ambiguous: false });
    expect(choose([before, { uid: 2, startUs: at(11.5) }], { synSeen: false })?.best.uid).toBe(1);
  });

  it('of two owners are decided by overlap where it is clear', () => {
    expect(
      choose([
        { uid: 1, endUs: at(11.8) },
        { uid: 2, startUs: at(10.9), endUs: at(11.2) },
      ]),
    ).toMatchObject({ best: { uid: 1, confidence: 1 }, alternatives: [{ uid: 2 }], ambiguous: false });
  });

  it('of two owners alike are ambiguous: the confidence is shared, all are listed, the lower UID leads', () => {
    const choice = choose([{ uid: 3 }, { uid: 2 }]);
    expect(choice).toMatchObject({
      best: { uid: 2, confidence: 0.5 },
      alternatives: [{ uid: 3, confidence: 0.5 }],
      ambiguous: true,
    });
    expect(choose([{ uid: 1 }, { uid: 2 }, { uid: 3 }])?.best.confidence).toBeCloseTo(1 / 3);
  });

  it('without an owner choose nobody and disturb nobody', () => {
    expect(choose([{ uid: undefined }])).toBeUndefined();
    expect(choose([{ uid: -1 }, { uid: 7 }])).toMatchObject({ best: { uid: 7 }, ambiguous: false });
    expect(choose([])).toBeUndefined();
  });
});

describe('connect events', () => {
  const connect = (uid: number, second: number) =>
    rowOf({ action: 'connect', uid, localPort: undefined, timeUs: at(second), startUs: undefined, endUs: undefined });
  const run = (rows: SocketObservation[], flowsNear: number) => {
    const { index, tuple, rows: all } = setUp(logOf(rows), {});
    return chooseConnect(all, 0.75, tuple, flowsNear, index);
  };

  it('of one UID for one flow are a match, before or after the SYN', () => {
    expect(run([connect(1, 9.99), connect(1, 10.01)], 1)).toMatchObject({
      best: { uid: 1, confidence: 0.75 },
      ambiguous: false,
    });
  });

  it('for several flows are those of the nearest in time', () => {
    expect(run([connect(1, 10)], 2)?.best.confidence).toBeCloseTo(0.75 * 0.97);
    expect(run([connect(1, 9.9), connect(2, 10.01)], 1)).toMatchObject({ best: { uid: 2 }, ambiguous: false });
  });

  it('of several UIDs at about the same distance are a guess', () => {
    const choice = run([connect(1, 9.99), connect(2, 10.02)], 1);
    expect(choice).toMatchObject({ best: { uid: 1 }, alternatives: [{ uid: 2 }], ambiguous: true });
    expect(choice?.best.confidence).toBeCloseTo((0.75 * 0.97) / 2);
  });

  it('that name no transport tell of TCP: for datagrams they are worth less', () => {
    const confidence = (transport: SocketObservation['transport']) => {
      const { index, tuple, rows } = setUp(logOf([{ ...connect(1, 10), transport }]), { transport: 'udp' });
      return chooseConnect(rows, 0.75, tuple, 1, index)?.best.confidence;
    };
    expect(confidence('udp')).toBeCloseTo(0.75);
    expect(confidence(undefined)).toBeCloseTo(0.75 * 0.6);
  });

  it('without an owner choose nobody', () => {
    expect(run([connect(-1, 10)], 1)).toBeUndefined();
  });
});
