// Numbers that RITA v5's own tests expect of its scores (analysis/beacons_test.go): inputs and results, as facts.

function from(start, gaps) {
  const times = [start];
  for (const gap of gaps) times.push(times.at(-1) + gap);
  return times;
}

export const TIMESTAMP_VECTORS = [
  { name: 'ts: every second', times: from(1, new Array(9).fill(1)), score: 1 },
  { name: 'ts: every minute', times: from(1517338924, new Array(9).fill(60)), score: 1 },
  { name: 'ts: close intervals', times: from(1517338924, [98, 99, 99, 100, 100, 100, 101, 101, 102]), score: 0.995 },
  { name: 'ts: two intervals', times: from(1517338924, [98, 300, 98, 300, 98, 300, 98, 300, 98, 300]), score: 0.746 },
  { name: 'ts: random', times: from(1517338924, [1, 299, 25, 4975, 90, 2, 42, 500, 1500]), score: 0.083 },
];

export const SIZE_VECTORS = [
  { name: 'ds: one to ten', sizes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], score: 0.773 },
  { name: 'ds: all alike', sizes: new Array(9).fill(60), score: 1 },
  { name: 'ds: close', sizes: [98, 99, 99, 100, 100, 100, 101, 101, 102], score: 0.995 },
  { name: 'ds: random', sizes: [524885, 1, 5000, 98654, 50, 41, 965842, 3], score: 0.009 },
  { name: 'ds: zeros', sizes: new Array(10).fill(0), score: 0.5 },
  { name: 'ds: lower quartile is the median', sizes: [7, 8, 7, 8, 7, 8, 7, 8, 7], score: 1 },
  { name: 'ds: upper quartile is the median', sizes: [1, 1, 2, 2, 2, 2], score: 1 },
];

const hours = (count) => from(1517338924, new Array(count - 1).fill(3600));
const DAY = { from: 1517338924, to: 1517338924 + 86_400, bins: 24, bimodalMin: 11 };

export const HISTOGRAM_VECTORS = [
  { name: 'hist: every hour', ...DAY, times: hours(24), bars: 24, run: 24, score: 1 },
  {
    name: 'hist: ten minutes of a day',
    ...DAY,
    times: from(1517338924, new Array(9).fill(60)),
    bars: 1,
    run: 1,
    score: 0,
  },
  {
    name: 'hist: close',
    ...{ from: 98, to: 102, bins: 8, bimodalMin: 6, bars: 5, run: 3, score: 0.064 },
    times: [98, 99, 99, 100, 100, 100, 101, 101, 102],
  },
  {
    name: 'hist: random',
    ...{ from: 0, to: 1_000_000, bins: 10, bimodalMin: 6, bars: 5, run: 4, score: 0 },
    times: [524885, 1, 5000, 98654, 50, 41, 965842, 3, 12001, 200400, 104001, 199999],
  },
  {
    name: 'hist: two heights',
    ...{ from: 0, to: 100, bins: 10, bimodalMin: 6, bars: 10, run: 10, score: 1 },
    times: [0, 20, 40, 60, 80].flatMap((at) => [at + 1, at + 2, at + 3, at + 4, at + 15]),
  },
  {
    name: 'hist: gaps, run around the end',
    ...{ from: 0, to: 250, bins: 5, bimodalMin: 6, bars: 3, run: 2, score: 0.028 },
    times: [10, 20, 100, 110, 110, 220],
  },
];
