import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type CaptureCoverage, coverageRows } from '../../src/telemetry/coverage.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { emptyTelemetry, type Telemetry } from '../../src/telemetry/telemetry-reader.ts';
import { appOf, at, flowOf, inventoryOf, logOf, rowOf } from './telemetry-fixture.ts';

const CAPTURE: CaptureCoverage = {
  datasets: [{ name: 'pcap', file: 'x.pcap', records: 10, rejected: 0 }],
  startUs: at(10),
  endUs: at(12),
  gaps: [],
  blindTo: ['packets that were not captured'],
};

function rows(telemetry: Telemetry | undefined, capture: Partial<CaptureCoverage> = {}, flows = [flowOf()]) {
  const join = joinTelemetry(flows, telemetry ?? emptyTelemetry());
  return coverageRows({ capture: { ...CAPTURE, ...capture }, flows, flowCount: flows.length, telemetry, join });
}

const eventLog = (inventory = inventoryOf(appOf())): Telemetry => ({
  ...emptyTelemetry(),
  sockets: logOf([rowOf()]),
  inventory,
  files: [
    {
      file: 'log0',
      sha256: '0'.repeat(64),
      format: 'socket',
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
    },
  ],
  skipped: [],
});

describe('areas nobody collected', () => {
  it('are none, not assessed, and say what would fill them', () => {
    const uncollected = rows(undefined).slice(0, 4);
    expect(uncollected.map(({ area }) => area)).toEqual([
      'key_lifecycle',
      'asymmetric_api_use',
      'ciphertext_transformation',
      'background_execution',
    ]);
    for (const row of uncollected) {
      expect(row).toMatchObject({ status: 'none', datasets: [], covered: [] });
      expect(row.effect).toContain('Not assessed');
      expect([row.gaps.length, row.blind_to.length]).toEqual([1, 1]);
      expect(row.remedy).toMatch(/Intrusion Logging|Frida|logcat/);
    }
  });
});

describe('the network area', () => {
  it('is full where every flow has an app and no gap is known', () => {
    expect(rows(eventLog())[4]).toEqual({
      area: 'network_transmission',
      status: 'full',
      datasets: [...CAPTURE.datasets, { name: 'socket', file: 'log0', records: 1, rejected: 0 }],
      covered: [{ start: '2026-01-01T00:00:10.000000Z', end: '2026-01-01T00:00:12.000000Z' }],
      gaps: [],
      blind_to: ['packets that were not captured'],
      effect: 'None: every flow has an app.',
      remedy: 'Nothing to do.',
    });
  });

  it('without a socket log cannot name an app, and says how to log sockets', () => {
    const row = rows(undefined)[4];
    expect(row).toMatchObject({
      status: 'partial',
      effect: 'No finding can name an app, so none can rise to an alert.',
    });
    expect(row.gaps).toEqual([{ cause: '1 of 1 flow has no app: no socket log was given' }]);
    expect(row.blind_to).toContain('the app behind 1 of 1 flow');
    expect(row.remedy).toContain('/proc/net/$f');
    expect(row.remedy).toContain('PCAPdroid');
  });

  it('with flows that the log missed advises to poll faster; with UIDs nobody names, to list packages', () => {
    const row = rows(eventLog(inventoryOf()), {}, [flowOf(), flowOf({ orig: { ip: '10.0.2.15', port: 1 } })])[4];
    expect(row.effect).toContain('the 1 flow without an app: it cannot rise');
    expect(row.remedy).toContain('Poll faster');
    expect(row.remedy).toContain('pm list packages');
  });

  it('of a capture without packets says how to capture some', () => {
    const row = rows(undefined, { startUs: undefined, endUs: undefined }, [])[4];
    expect(row).toMatchObject({ status: 'none', effect: 'Not assessed: the capture holds no packets.' });
    expect(row.remedy).toMatch(/^Capture again: on the interface that the device uses/);
  });

  it('carries the gaps of the capture', () => {
    const row = rows(eventLog(), { gaps: [{ startUs: at(11), cause: '3 packets dropped' }] })[4];
    expect(row).toMatchObject({
      status: 'partial',
      gaps: [{ start: '2026-01-01T00:00:11.000000Z', cause: '3 packets dropped' }],
      effect: 'Every flow has an app; what the gaps name was not judged.',
      remedy: 'Capture again without what the gaps name.',
    });
  });

  it('without a flow says that there was none, and where packets were lost, that they were not judged', () => {
    expect(rows(undefined, {}, [])[4].effect).toBe('None: there was no flow.');
    const lost = rows(undefined, { gaps: [{ cause: '2 fragmented datagrams were never complete' }] }, [])[4];
    expect(lost.effect).toBe('There was no flow; what the gaps name was not judged.');
  });

  it('of a capture without packets is none', () => {
    expect(rows(undefined, { startUs: undefined, endUs: undefined }, [])[4]).toMatchObject({
      status: 'none',
      covered: [],
      effect: 'Not assessed: the capture holds no packets.',
    });
  });

  it('of a capture whose packets nobody could read is none, and says how to take one that can be read', () => {
    expect(rows(undefined, { isUnread: true }, [])[4]).toMatchObject({
      status: 'none',
      covered: [],
      effect: 'Not assessed: no packet of the capture could be decoded.',
      remedy: expect.stringContaining('docs/captures.md'),
    });
  });
});

it('every row holds to the schema of coverage.json', () => {
  const validate = new Ajv2020({ validateFormats: false }).compile(
    JSON.parse(readFileSync(new URL('../../schema/coverage.schema.json', import.meta.url), 'utf8')),
  );
  for (const result of [
    rows(undefined),
    rows(eventLog()),
    rows(eventLog(inventoryOf()), { gaps: [{ endUs: at(1), cause: 'x' }] }),
  ]) {
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  }
});

it('flows that were not even joined, for want of anything to join with, are counted all the same', () => {
  const telemetry = emptyTelemetry();
  const [, , , , row] = coverageRows({
    capture: CAPTURE,
    flows: [],
    flowCount: 7,
    telemetry: undefined,
    join: joinTelemetry([], telemetry),
  });
  expect(row.gaps).toEqual([{ cause: '7 of 7 flows have no app: no socket log was given' }]);
  expect(row.effect).toContain('No finding can name an app');
});
