import { describe, expect, it } from 'vitest';
import {
  createFramingUnits,
  FRAMING_UNIT_CAP,
  hasDistinctLengths,
  takeMessages,
  takeTurns,
} from '../../src/features/framing-units.ts';
import { finishedFlow } from '../support/finished-flow.ts';

const flow = finishedFlow([
  { from: 'orig', bytes: new Uint8Array(4) },
  { from: 'orig', bytes: new Uint8Array(20) },
  { from: 'resp', bytes: new Uint8Array(9) },
  { from: 'orig', bytes: new Uint8Array(7) },
]);

function lengths(units: { count: number; bytes: Uint32Array; offset: Uint32Array }): [number, number][] {
  return Array.from({ length: units.count }, (_, i) => [units.offset[i] as number, units.bytes[i] as number]);
}

describe('framing units', () => {
  it('are messages, with a word on whether turns would differ', () => {
    const units = createFramingUnits();
    expect(takeMessages(flow, 1, units)).toBe(true);
    expect(lengths(units)).toEqual([
      [0, 4],
      [4, 20],
      [24, 7],
    ]);
    expect(takeMessages(flow, 0, units)).toBe(false);
    expect(lengths(units)).toEqual([[0, 9]]);
  });

  it('are turns: what one side sends before the other answers', () => {
    const units = createFramingUnits();
    takeTurns(flow, 1, units);
    expect(lengths(units)).toEqual([
      [0, 24],
      [24, 7],
    ]);
  });

  it('are datagrams where the transport has them: never joined', () => {
    expect(takeMessages({ ...flow, protocol: 17 }, 1, createFramingUnits())).toBe(false);
  });

  it('leave out a last turn whose end the log does not hold', () => {
    const units = createFramingUnits();
    takeTurns({ ...flow, messages: { ...flow.messages, total: 9 } }, 1, units);
    expect(lengths(units)).toEqual([[0, 24]]);
  });

  it('stop where the prefix ends and at the cap', () => {
    const long = finishedFlow(
      Array.from({ length: 60 }, () => ({ from: 'orig' as const, bytes: new Uint8Array(100) })),
    );
    const units = createFramingUnits();
    takeMessages(long, 1, units);
    expect(units.count).toBe(FRAMING_UNIT_CAP);
    takeMessages(
      finishedFlow([
        { from: 'orig', bytes: new Uint8Array(5000) },
        { from: 'orig', bytes: new Uint8Array(5) },
      ]),
      1,
      units,
    );
    expect(lengths(units)).toEqual([[0, 5000]]);
  });

  it('tell one length from several', () => {
    const units = createFramingUnits();
    takeMessages(flow, 1, units);
    expect(hasDistinctLengths(units)).toBe(true);
    takeMessages(flow, 0, units);
    expect(hasDistinctLengths(units)).toBe(false);
  });
});
