import { describe, expect, it } from 'vitest';
import { pairClocks } from '../../src/telemetry/clock-pairs.ts';
import { SocketIndex } from '../../src/telemetry/socket-index.ts';
import type { SocketLog } from '../../src/telemetry/socket-log.ts';
import { at, flowOf, logOf, rowOf } from './telemetry-fixture.ts';

const pairsOf = (flows: Parameters<typeof pairClocks>[0], log: SocketLog) => pairClocks(flows, new SocketIndex(log));

describe('an opening that the log dates', () => {
  it('gives a difference to the SYN of the only flow with its tuple', () => {
    const [pairs] = pairsOf([flowOf()], logOf([rowOf({ timeUs: at(10.5), startUs: at(10.5) })]));
    expect(pairs.differences).toEqual([{ logUs: at(10.5), offsetUs: 500_000 }]);
    expect(pairs.polled.changes).toEqual([]);
  });

  it('is found whatever the local address: a VPN or NAT may have changed it', () => {
    expect(pairsOf([flowOf()], logOf([rowOf({ localIp: '10.215.173.1' })]))[0].differences).toHaveLength(1);
    expect(pairsOf([flowOf({ local: undefined })], logOf([rowOf()]))[0].differences).toHaveLength(1);
  });

  it('says nothing without a SYN, or where flows or rows share the tuple', () => {
    expect(pairsOf([flowOf({ synSeen: false })], logOf([rowOf()]))[0].differences).toEqual([]);
    expect(pairsOf([flowOf(), flowOf({ startUs: at(90), endUs: at(91) })], logOf([rowOf()]))[0].differences).toEqual(
      [],
    );
    expect(pairsOf([flowOf()], logOf([rowOf(), rowOf({ startUs: at(90), endUs: at(91) })]))[0].differences).toEqual([]);
  });

  it('is counted by file', () => {
    const pairs = pairsOf([flowOf()], logOf([rowOf()], [rowOf({ startUs: at(11), endUs: at(12) })]));
    expect(pairs.map(({ differences }) => differences.map(({ offsetUs }) => offsetUs))).toEqual([[0], [1e6]]);
  });

  it('of a connect event without a port pairs with the only flow to that endpoint', () => {
    const connect = rowOf({
      action: 'connect',
      transport: undefined,
      localIp: undefined,
      localPort: undefined,
      startUs: undefined,
      endUs: undefined,
      timeUs: at(10.1),
    });
    expect(pairsOf([flowOf()], logOf([connect]))[0].differences).toEqual([{ logUs: at(10.1), offsetUs: 100_000 }]);
    expect(
      pairsOf([flowOf(), flowOf({ orig: { ip: '10.0.2.15', port: 40002 } })], logOf([connect]))[0].differences,
    ).toEqual([]);
  });
});

it('every row with the tuple of a flow says at which offsets they overlap', () => {
  const [pairs] = pairsOf(
    [flowOf(), flowOf({ startUs: at(110), endUs: at(112) })],
    logOf([rowOf({ startUs: at(3610), endUs: at(3612) })]),
  );
  expect(pairs.overlaps).toEqual([
    [
      { low: 3498e6 - 100_000, high: 3502e6 + 100_000 },
      { low: 3598e6 - 100_000, high: 3602e6 + 100_000 },
    ],
  ]);
});

it('rows of another device and rows without time pair with nothing', () => {
  expect(pairsOf([flowOf({ device: 'a' })], logOf([rowOf({ device: 'b' })]))[0].overlaps).toEqual([]);
  expect(pairsOf([flowOf()], logOf([rowOf({ timeUs: undefined })]))[0].overlaps).toEqual([]);
});

it('a tuple that hundreds of flows share is left out, not multiplied', () => {
  const flows = Array.from({ length: 500 }, (_, i) => flowOf({ startUs: at(i), endUs: at(i) + 1 }));
  expect(pairsOf(flows, logOf([rowOf()]))[0].overlaps).toEqual([]);
});
