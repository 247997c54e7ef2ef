import { expect, it } from 'vitest';
import { pollMoments } from '../../src/telemetry/poll-moments.ts';
import { at } from './telemetry-fixture.ts';

const UP = Number.POSITIVE_INFINITY;
const pollUs = at(10);

it('all that one poll saw bounds one moment', () => {
  const bounds = [
    { pollUs, low: -300, high: UP },
    { pollUs, low: -100, high: UP },
    { pollUs, low: -UP, high: 200 },
    { pollUs: at(11), low: -UP, high: 50 },
  ];
  expect(pollMoments(bounds, [], 0, 0)).toEqual([
    { edges: [-100, 200], looseEdges: undefined, hasHoles: false },
    { edges: [-UP, 50], looseEdges: undefined, hasHoles: false },
  ]);
});

it('what contradicts the rest stays apart', () => {
  const bounds = [
    { pollUs, low: 100, high: UP },
    { pollUs, low: -UP, high: 50 },
  ];
  expect(pollMoments(bounds, [], 0, 0).map(({ edges }) => edges)).toEqual([
    [100, UP],
    [-UP, 50],
  ]);
});

it('a hole is cut out; where sockets go before their last packets it begins later, and an upper bound by an end is higher', () => {
  const bound = { pollUs, low: -900_000, high: 500_000, byEnd: true };
  const hole = { pollUs, low: -600_000, high: 100_000 };
  expect(pollMoments([bound], [hole], 0, 0)).toEqual([
    {
      edges: [-900_000, -600_000, 100_000, 500_000],
      looseEdges: [-900_000, -300_000, 100_000, 800_000],
      hasHoles: true,
    },
  ]);
});

it('holes that overlap are one, and one that covers everything leaves nothing', () => {
  const holes = [
    { pollUs, low: 0, high: 300_000 },
    { pollUs, low: -200_000, high: 100_000 },
  ];
  expect(pollMoments([], holes, 0, 0)[0].edges).toEqual([-UP, -200_000, 300_000, UP]);
  expect(pollMoments([{ pollUs, low: 10, high: 20 }], holes, 0, 0)[0].edges).toEqual([]);
});

it('drift is taken off', () => {
  const [{ edges }] = pollMoments([{ pollUs: at(20), low: 0, high: 9000 }], [], 100e-6, at(10));
  expect(edges.map(Math.round)).toEqual([-1000, 8000]);
});
