import { expect, it } from 'vitest';
import { RepeatedTimes } from '../../src/telemetry/repeated-times.ts';
import { readLogs } from './telemetry-fixture.ts';

const BERLIN = { deviceTz: 'Europe/Berlin' };
/** 25 October 2026, 02:10 in Berlin, when its clocks showed that for the first time. */
const FIRST_US = Date.UTC(2026, 9, 25, 0, 10) * 1000;
const HOUR_US = 3_600e6;

it('a line counts once however many of its times are shown twice, and the gap spans both hours', () => {
  const times = new RepeatedTimes();
  expect(times.gap).toBeUndefined();
  times.add(7, FIRST_US, HOUR_US);
  times.add(7, FIRST_US + 60e6, HOUR_US);
  times.add(9, FIRST_US + 120e6, HOUR_US);
  expect(times.gap).toMatchObject({ startUs: FIRST_US, endUs: FIRST_US + 120e6 + HOUR_US });
  expect(times.gap?.cause).toMatch(/^has 2 lines in the hour that the clocks showed twice: the earlier is taken\. /);
});

it('a logcat of that hour says how many lines it concerns, with years and without', async () => {
  const entry = (clock: string) => `${clock}  1000  2000 I am_proc_start: [0,4321,10123,com.example.app,activity,x]`;
  for (const year of ['2026-', '']) {
    const lines = ['01:59:59', '02:10:00', '02:20:00', '03:00:00'].map((time) => entry(`${year}10-25 ${time}.000`));
    const { files } = await readLogs(
      { 'logcat.txt': `--------- beginning of events\n${lines.join('\n')}\n` },
      { ...BERLIN, captureUs: FIRST_US },
    );
    expect(files[0]?.gaps).toEqual([
      expect.objectContaining({ startUs: FIRST_US, cause: expect.stringMatching(/^has 2 lines in the hour/) }),
    ]);
  }
});

it('rows of other logs without zone say it too, those with an offset do not', async () => {
  const row = (time: string) =>
    `{"event.action":"socket_open","@timestamp":"${time}","network.transport":"tcp","source.ip":"10.0.2.15","source.port":40000,"user.id":10123}`;
  const gapsOf = async (time: string) => {
    const header = '{"schema":"cipherscope.socket/1"}';
    const { files } = await readLogs({ 'sockets.ndjson': `${header}\n${row(time)}\n` }, BERLIN);
    return files[0]?.gaps.map(({ cause }) => cause);
  };
  expect(await gapsOf('2026-10-25T02:10:00')).toEqual([expect.stringMatching(/^has 1 line in the hour/)]);
  expect(await gapsOf('2026-10-25T02:10:00+01:00')).toEqual([]);
  expect(await gapsOf('2026-10-25T03:10:00')).toEqual([]);
});

it('a list whose order tells the hours apart is left to its order', async () => {
  const event = (clock: string) =>
    `  time="2026-10-25 ${clock}" type=ACTIVITY_RESUMED package=com.example.app class=com.example.app.Main`;
  const text = `user=0\n Last 24 hour events (timeRange="x")\n${['02:10:00', '02:50:00', '02:05:00'].map(event).join('\n')}\n`;
  const { files } = await readLogs({ 'usagestats.txt': text }, BERLIN);
  expect(files[0]).toMatchObject({ format: 'usagestats', records: 3, gaps: [] });
});
