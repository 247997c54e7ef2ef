import { describe, expect, it } from 'vitest';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { deviceAreaRows } from '../../src/telemetry/device-coverage.ts';
import { eventSilences, eventTimes } from '../../src/telemetry/event-silences.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, readLogs } from './telemetry-fixture.ts';

const every = (seconds: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / seconds) }, (_, i) => from + i * seconds);
const seconds = (list: readonly number[]) => Float64Array.from(list, (second) => at(second));
const flows = seconds(every(10, 0, 3600));

describe('silences of a log of events', () => {
  it('are pauses beyond its rhythm while flows begin as ever', () => {
    const log = seconds([...every(2, 0, 1000), ...every(2, 1600, 3600)]);
    expect(eventSilences(log, flows, undefined)).toEqual([{ startUs: at(998), endUs: at(1600) }]);
    expect(eventSilences(seconds(every(2, 0, 3600)), flows, undefined)).toEqual([]);
  });

  it('are none while the device sleeps as well, or where no flow is known', () => {
    const log = seconds([...every(2, 0, 1000), ...every(2, 1600, 3600)]);
    const asleep = seconds([...every(10, 0, 1000), ...every(10, 1600, 3600)]);
    expect(eventSilences(log, asleep, undefined)).toEqual([]);
    expect(eventSilences(log, new Float64Array(0), undefined)).toEqual([]);
  });

  it('are none of logs with few events, or whose events are as far apart as a rule', () => {
    expect(eventSilences(seconds([...every(2, 0, 20), 900]), flows, undefined)).toEqual([]);
    const bursts = every(300, 0, 3600).flatMap((from) => every(0.5, from, from + 10));
    expect(eventSilences(seconds(bursts), flows, undefined)).toEqual([]);
  });

  it('are gaps of the area that the log watches', async () => {
    const lines = [...every(2, 0, 1000), ...every(2, 1600, 3602)].map((second) =>
      JSON.stringify({ schema: 'cipherscope.state/1', ts: at(second), 'event.action': 'uid_idle', uid: 10234 }),
    );
    const telemetry = await readLogs({ 's.ndjson': `${lines.join('\n')}\n` });
    expect(eventTimes(telemetry.events)[0]).toHaveLength(lines.length);
    const capture = { startUs: at(0), endUs: at(3600), flowStarts: flows };
    const { general } = deviceAreaRows(telemetry, joinTelemetry([], telemetry), capture);
    const row = general.find(({ area }) => area === EvidenceArea.backgroundExecution);
    expect(row?.status).toBe('partial');
    expect(row?.gaps).toEqual([
      {
        start: '2026-01-01T00:16:38.000000Z',
        end: '2026-01-01T00:26:40.000000Z',
        cause: 's.ndjson says nothing while the capture goes on',
      },
    ]);
  });
});
