import { describe, expect, it } from 'vitest';
import { binomialTail, matchLengths } from '../../src/models/length-match.ts';

const lengths = Array.from({ length: 20 }, (_, i) => 200 + ((i * 37) % 101));
const outputs = lengths.map((bytes, i) => ({ timeUs: i * 10e6, bytes }));

describe('lengths of ciphertext', () => {
  it('are found again under one overhead', () => {
    const messages = outputs.map(({ timeUs, bytes }) => ({ timeUs: timeUs + 20e3, bytes: bytes + 21 }));
    const match = matchLengths(outputs, messages)!;
    expect(match).toMatchObject({ hits: 20, events: 20, overheadBytes: 21, scale: 1 });
    expect(match.pValue).toBeLessThan(1e-9);
  });

  it('count a message once, though two calls before it made as many bytes', () => {
    const messages = outputs.map(({ timeUs, bytes }) => ({ timeUs: timeUs + 20e3, bytes: bytes + 21 }));
    const told = outputs.flatMap(({ timeUs, bytes }) => [
      { timeUs, bytes },
      { timeUs: timeUs + 1e3, bytes },
    ]);
    expect(matchLengths(told, messages)).toEqual(matchLengths(outputs, messages));
  });

  it('are found again as base64', () => {
    const messages = outputs.map(({ timeUs, bytes }) => ({
      timeUs: timeUs + 20e3,
      bytes: Math.ceil(bytes / 3) * 4 + 10,
    }));
    expect(matchLengths(outputs, messages)).toMatchObject({ hits: 20, overheadBytes: 10, scale: 4 / 3 });
  });

  it('say nothing where they hardly vary, though all fit', () => {
    const constant = outputs.map(({ timeUs }) => ({ timeUs, bytes: 256 }));
    const messages = constant.map(({ timeUs }) => ({ timeUs: timeUs + 1e3, bytes: 277 }));
    expect(matchLengths(constant, messages)).toBeUndefined();
    const nearly = constant.map((event, i) => ({ ...event, bytes: i < 3 ? 254 + i : 256 }));
    const sent = nearly.map(({ timeUs, bytes }) => ({ timeUs: timeUs + 1e3, bytes: bytes + 21 }));
    expect(matchLengths(nearly, sent)!.pValue).toBeGreaterThan(1e-3);
  });

  it('say nothing where messages have lengths of their own', () => {
    const messages = outputs.map(({ timeUs }, i) => ({ timeUs: timeUs + 20e3, bytes: 300 + ((i * 53) % 89) }));
    expect(matchLengths(outputs, messages)?.pValue ?? 1).toBeGreaterThan(1e-3);
  });

  it('need the message to follow, soon', () => {
    const before = outputs.map(({ timeUs, bytes }) => ({ timeUs: timeUs - 20e3, bytes: bytes + 21 }));
    expect(matchLengths(outputs, before)).toBeUndefined();
    const late = outputs.map(({ timeUs, bytes }) => ({ timeUs: timeUs + 2e6, bytes: bytes + 21 }));
    expect(matchLengths(outputs, late)).toBeUndefined();
  });
});

describe('the binomial tail', () => {
  it('agrees with sums worked out by hand', () => {
    expect(binomialTail(2, 1, 0.5)).toBeCloseTo(0.75);
    expect(binomialTail(3, 3, 0.1)).toBeCloseTo(0.001);
    expect(binomialTail(10, 0, 0.1)).toBe(1);
    expect(binomialTail(5, 2, 1)).toBe(1);
  });
});
