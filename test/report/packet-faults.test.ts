import { expect, it } from 'vitest';
import { packetFaults } from '../../src/report/packet-faults.ts';

it('nothing is said of whole packets in order', () => {
  expect(packetFaults({ packets: 5 })).toEqual([]);
});

it('packets that are cut short are counted, with what is not there', () => {
  expect(packetFaults({ packets: 1, cut: { packets: 1, missing_bytes: 12 } })).toEqual([
    '1 of 1 packet is cut short: 12 B were not kept, and what they said cannot be judged',
  ]);
  expect(packetFaults({ packets: 48_120, cut: { packets: 40_000, missing_bytes: 5_600_000 } })[0]).toMatch(
    /^40,000 of 48,120 packets are cut short: 5\.6 MB were not kept/,
  );
});

it('of a clock that goes back the widest step is told, and how many there are', () => {
  const once = { times: 1, most_ms: 3_600_000, frame: 7 };
  expect(packetFaults({ packets: 9, clock_back: once })).toEqual([
    'the clock goes back by 1 h (frame 7): durations and rhythms across that are not real',
  ]);
  expect(packetFaults({ packets: 9, clock_back: { ...once, times: 3 } })[0]).toMatch(
    /^the clock goes back 3 times, at most by 1 h \(frame 7\): /,
  );
});
