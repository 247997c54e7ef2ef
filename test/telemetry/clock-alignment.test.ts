import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributableFlow } from '../../src/telemetry/attribution.ts';
import { alignClocks } from '../../src/telemetry/clock-alignment.ts';
import { toCaptureUs } from '../../src/telemetry/clock-model.ts';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import { at, flowOf, logOf, rowOf } from './telemetry-fixture.ts';

/** Flow i has its own port and starts at second 10·i, with a deterministic jitter. */
const flowsOf = (count: number): AttributableFlow[] =>
  Array.from({ length: count }, (_, i) => {
    const start = 10 * i + ((i * 7919) % 10) / 10;
    return flowOf({ orig: { ip: '10.0.2.15', port: 40000 + i }, startUs: at(start), endUs: at(start + 3) });
  });

/** The log of a device whose clock is ahead by `offsetUs`, rows with the moment of opening. */
const eventLog = (flows: readonly AttributableFlow[], offsetUs: number | ((startUs: number) => number)) =>
  logOf(
    flows.map((flow) => {
      const shift = typeof offsetUs === 'number' ? offsetUs : offsetUs(flow.startUs);
      return rowOf({
        localPort: flow.orig.port,
        timeUs: flow.startUs + shift,
        startUs: flow.startUs + shift,
        endUs: flow.endUs + shift,
      });
    }),
  );

/** The same sockets polled: each poll shows what is open. */
function pollLog(flows: readonly AttributableFlow[], offsetUs: number, everyUs: number): SocketLog {
  const log = new SocketLog();
  log.beginFile('procnet.log');
  const end = Math.max(...flows.map(({ endUs }) => endUs));
  for (let us = at(-5); us < end + 5e6; us += everyUs) {
    log.poll(us + offsetUs);
    for (const { orig, startUs, endUs } of flows) {
      if (us < startUs || us > endUs) continue;
      log.add(
        rowOf({
          action: 'socket_snapshot',
          localPort: orig.port,
          timeUs: us + offsetUs,
          startUs: undefined,
          endUs: undefined,
          inode: String(orig.port),
        }),
      );
    }
  }
  log.endFile();
  return log;
}

describe('a log that dates openings', () => {
  it('in step is verified as such', () => {
    const flows = flowsOf(10);
    expect(alignClocks(flows, eventLog(flows, 0))[0]).toMatchObject({
      file: 'log0',
      offsetMs: 0,
      residualMs: 0,
      method: 'syn-median',
      pairs: 10,
      note: undefined,
      slackUs: 1e6,
    });
  });

  it('412 ms behind is found to the millisecond, with a small residual', () => {
    const flows = flowsOf(57);
    const [clock] = alignClocks(
      flows,
      eventLog(flows, (us) => -412_000 + ((us / 1e5) % 7) * 10_000 - 30_000),
    );
    expect(Math.abs(clock.offsetMs + 412)).toBeLessThan(15);
    expect(clock.residualMs).toBeLessThan(60);
    expect(toCaptureUs(clock, at(100) + clock.offsetMs * 1000)).toBe(at(100));
  });

  it('an hour ahead is called a time zone', () => {
    const flows = flowsOf(10);
    const [clock] = alignClocks(flows, eventLog(flows, 3600e6 + 120_000));
    expect(clock.offsetMs).toBe(3_600_120);
    expect(clock.note).toContain('time zone, not drift');
  });

  it('of which some rows pair wrongly keeps its offset', () => {
    const flows = flowsOf(20);
    const [clock] = alignClocks(
      flows,
      eventLog(flows, (us) => (us % 3 === 0 && us < at(50) ? 1e9 : 250_000)),
    );
    expect(Math.round(clock.offsetMs)).toBe(250);
  });

  it('of an emulator that was paused is aligned in parts', () => {
    const flows = flowsOf(60);
    const [clock] = alignClocks(
      flows,
      eventLog(flows, (us) => (us < at(300) ? 0 : 12e6)),
    );
    expect(clock.note).toContain('+12.0 s');
    expect(toCaptureUs(clock, at(100))).toBe(at(100));
    expect(toCaptureUs(clock, at(512))).toBe(at(500));
    expect(clock.residualMs).toBeLessThan(10);
  });

  it('on the boot clock, decades away, is aligned all the same', () => {
    const flows = flowsOf(10);
    const [clock] = alignClocks(flows, eventLog(flows, -at(-1000)));
    expect(toCaptureUs(clock, 1000e6 + 10e6)).toBe(at(10));
  });
});

describe('a polled log', () => {
  it('in step keeps its offset, but for a delay of reading: half a poll is no offset', () => {
    const flows = flowsOf(40);
    const [clock] = alignClocks(flows, pollLog(flows, 0, 1.5e6));
    expect(clock).toMatchObject({ method: 'poll-constraints', note: undefined });
    expect(Math.abs(clock.offsetMs)).toBeLessThan(25);
    expect(clock.residualMs).toBeLessThan(800);
  });

  it('out of step is found within its residual, which shrinks with the pairs', () => {
    const flows = flowsOf(60);
    for (const offsetUs of [-4.2e6, 7.3e6, 3600e6]) {
      const [clock] = alignClocks(flows, pollLog(flows, offsetUs, 0.5e6));
      expect(clock.method).toBe('poll-constraints');
      expect(Math.abs(clock.offsetMs * 1000 - offsetUs)).toBeLessThanOrEqual((clock.residualMs ?? 0) * 1000);
      expect(clock.residualMs).toBeLessThan(350);
    }
    const [ahead] = alignClocks(flows, pollLog(flows, 3600e6, 0.5e6));
    expect(Math.abs(ahead.offsetMs - 3_600_000)).toBeLessThan(25);
    expect(ahead.note).toContain('time zone');
  });
});

describe('a log that is polled slowly', () => {
  // Sockets that live for a third of a second, at moments that have nothing to do with the polls.
  const flows = Array.from({ length: 60 }, (_, i) =>
    flowOf({
      orig: { ip: '10.0.2.15', port: 40_000 + i },
      startUs: at(10 + i * 7.3),
      endUs: at(10.35 + i * 7.3),
      ended: true,
    }),
  );

  it('shows short sockets while they live: the offset is found within 50 ms, small ones too', () => {
    for (const offsetUs of [-412_000, 137_000, 2_750_000]) {
      const [clock] = alignClocks(flows, pollLog(flows, offsetUs, 1e6));
      expect(clock.method).toBe('poll-constraints');
      expect(Math.abs(clock.offsetMs * 1000 - offsetUs), `${offsetUs}`).toBeLessThanOrEqual(50_000);
    }
    expect(alignClocks(flows, pollLog(flows, 0, 1e6))[0]?.offsetMs).toBe(0);
  });
});

describe('a polled log over hours', () => {
  const flows = Array.from({ length: 150 }, (_, i) => {
    const start = 60 + i * 143 + ((i * 7919) % 100) / 10;
    return flowOf({
      orig: { ip: '10.0.2.15', port: 20_000 + i },
      startUs: at(start),
      endUs: at(start + 4),
      ended: true,
    });
  });
  const polled = (clock: (us: number) => number) => {
    const log = new SocketLog();
    log.beginFile('procnet.log');
    for (const { orig, startUs, endUs } of flows) {
      for (let us = Math.floor(startUs / 1e6) * 1e6 - 1e6; us <= endUs + 2e6; us += 1e6) {
        log.poll(clock(us));
        if (startUs <= us && us <= endUs)
          log.add(
            rowOf({
              action: 'socket_snapshot',
              localPort: orig.port,
              timeUs: clock(us),
              startUs: undefined,
              endUs: undefined,
              inode: String(orig.port),
            }),
          );
      }
    }
    log.endFile();
    return log;
  };
  const errorsMs = (clock: (us: number) => number) => {
    const [found] = alignClocks(flows, polled(clock));
    return {
      found,
      largest: Math.max(...flows.map(({ startUs }) => Math.abs(toCaptureUs(found, clock(startUs)) - startUs) / 1000)),
    };
  };

  it('is followed as it drifts, from what quartz does to what is broken', () => {
    for (const ppm of [5, 50, -200]) {
      const { found, largest } = errorsMs((us) => us + 137_000 + (us - at(0)) * ppm * 1e-6);
      expect(Math.abs((found.driftPpm ?? 0) - ppm)).toBeLessThan(2);
      expect(largest).toBeLessThan(50);
      if (ppm === -200) expect(found.note).toContain('drift apart by');
      else expect(found.note).toBeUndefined();
      expect(found.uncertaintyMs).toBeLessThan(50);
    }
    expect(errorsMs((us) => us).found).toMatchObject({ offsetMs: 0, driftPpm: undefined, isIdentity: true });
  });

  it('is cut where an emulator was paused', () => {
    const { found, largest } = errorsMs((us) => us + (us < at(9000) ? 0 : us < at(15_000) ? 12e6 : 15e6));
    expect(found.segments).toHaveLength(3);
    expect(found.note).toContain('jump by +12.0 s, +3.0 s');
    expect(largest).toBeLessThan(50);
  });
});

describe('few pairs', () => {
  it('move the clock by a zone only, and only where two rows agree', () => {
    const flows = flowsOf(3);
    expect(alignClocks(flows, eventLog(flows, 2 * 3600e6))[0]).toMatchObject({
      offsetMs: 7_200_000,
      method: 'overlap-search',
      pairs: 3,
    });
    expect(alignClocks(flowsOf(1), eventLog(flowsOf(1), 2 * 3600e6))[0]).toMatchObject({
      offsetMs: 0,
      method: 'assumed',
      note: expect.stringContaining('too few'),
    });
  });

  it('that overlap as they are leave it alone', () => {
    const flows = flowsOf(3);
    expect(alignClocks(flows, eventLog(flows, 1e6))[0]).toMatchObject({
      offsetMs: 0,
      method: 'overlap-search',
      note: undefined,
    });
  });

  it('that agree on an odd offset are believed from three on', () => {
    const flows = flowsOf(4);
    const [clock] = alignClocks(flows, eventLog(flows, 437e6));
    expect(clock.method).toBe('overlap-search');
    expect(Math.abs(clock.offsetMs - 437_000)).toBeLessThan(3500);
  });

  it('that never overlap, and logs without any, are reported as unchecked', () => {
    const flows = flowsOf(2);
    expect(alignClocks(flows, eventLog(flows, 30 * 3600e6))[0]).toMatchObject({
      offsetMs: 0,
      method: 'assumed',
      note: expect.stringContaining('at no offset'),
    });
    expect(alignClocks([], eventLog(flows, 0))[0]).toMatchObject({
      pairs: 0,
      method: 'assumed',
      note: expect.stringContaining('could not be checked'),
    });
  });
});

it('the flag wins over every estimate', () => {
  const flows = flowsOf(20);
  expect(alignClocks(flows, eventLog(flows, 3600e6), { clockOffsetMs: -250 })[0]).toMatchObject({
    offsetMs: -250,
    method: 'flag',
    residualMs: undefined,
    pairs: 0,
  });
});

it('any constant offset of a dated log is undone', () => {
  const flows = flowsOf(8);
  fc.assert(
    fc.property(fc.integer({ min: -50_000_000, max: 50_000_000 }), (offsetMs) => {
      const [clock] = alignClocks(flows, eventLog(flows, offsetMs * 1000));
      expect(clock.offsetMs).toBe(offsetMs);
    }),
    { numRuns: 30 },
  );
});
