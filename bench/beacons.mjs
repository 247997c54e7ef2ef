// `npm run bench -- --only beacons`: the judging of rhythms. Channels of growing length, and what leaving early costs on many short channels.
// CPU time of this process, which runs one thread of JavaScript; medians of the runs.

import { cpus } from 'node:os';

const CHANNELS = 10_000;
const EVENTS = 1000;
/** Judged in one run: enough to time, few enough to wait for; times are given for `CHANNELS`. */
const SAMPLE = 200;

/** Returns { rows, markdown }. */
export async function benchBeacons(runs) {
  const { judgeSeries } = await import('../dist/models/series-rhythm.js');
  const { randomFrom, exponential } = await import('../eval/beacons/random.mjs');
  const random = randomFrom(1);
  const rows = [];
  for (const events of [4, 50, 250, EVENTS, 4 * EVENTS, 16 * EVENTS, 256 * EVENTS]) {
    const sample = Math.max(1, Math.min(SAMPLE, Math.round((SAMPLE * EVENTS) / events)));
    const channels = Array.from({ length: sample }, (_, i) => series(random, exponential, events, i % 2 === 0));
    const seconds = median(runs, () => {
      for (const { timesUs, sizes } of channels) judgeSeries(timesUs, sizes, timesUs.length);
    });
    rows.push({
      events,
      channels: sample,
      ms_per_channel: (1000 * seconds) / sample,
      us_per_event: (1e6 * seconds) / sample / events,
    });
  }
  const wanted = rows.find(({ events }) => events === EVENTS);
  const cells = rows.map(
    (row) => `| ${row.events} | ${row.ms_per_channel.toFixed(3)} | ${row.us_per_event.toFixed(2)} |`,
  );
  const markdown = [
    `Rhythms, CPU time of one thread (${cpus()[0]?.model}):`,
    '',
    '| events a channel | ms a channel | µs an event |',
    '|---|---|---|',
    ...cells,
    '',
    `${CHANNELS} channels of ${EVENTS} events: ${((wanted.ms_per_channel * CHANNELS) / 1000).toFixed(1)} s.`,
  ].join('\n');
  return { rows, markdown };
}

/** Half of the channels are irregular, half are beacons with a fifth of jitter; sizes spread as those of people. */
function series(random, exponential, events, isBeacon) {
  const timesUs = new Float64Array(events);
  let time = 1_790_000_000_000_000;
  for (let i = 0; i < events; i++) {
    time += 60e6 * (isBeacon ? 0.8 + 0.4 * random() : exponential(random));
    timesUs[i] = Math.round(time);
  }
  return { timesUs, sizes: timesUs.map(() => 60 + 2000 * random()) };
}

function median(runs, work) {
  work(); // compiles
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return times.sort((a, b) => a - b)[runs >> 1];
}
