import { expect, it } from 'vitest';
import { RhythmWatch } from '../../src/run/rhythm-watch.ts';
import { pcapFile, START_US } from '../support/capture-bytes.ts';
import { drawFrom } from '../support/event-series.ts';
import { ethernet, ipv4, tcp } from '../support/frame-bytes.ts';

const { exponential } = drawFrom(77);
const answer = ethernet(
  ipv4(tcp(undefined, { from: 443, to: 40_001, flags: 0x12 }), { from: '10.0.0.2', to: '10.0.0.1', protocol: 6 }),
);

function capture(intervalsS: readonly number[]): Buffer {
  let timeUs = START_US;
  return pcapFile(
    intervalsS.map((seconds) => {
      timeUs += Math.round(seconds * 1e6);
      return { bytes: answer, timeUs };
    }),
  );
}

/** Passes `bytes` in chunks of `size`; returns what was told, and what passed. */
async function watched(bytes: Uint8Array, size: number, nowUs = START_US) {
  const told: string[] = [];
  const passed: Uint8Array[] = [];
  const watch = new RhythmWatch(
    (message) => told.push(message),
    () => nowUs,
  );
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  for await (const chunk of watch.passing(chunks())) passed.push(chunk);
  return { told, passed: Buffer.concat(passed) };
}

const minutely = Array.from({ length: 20 }, () => 60);

it('a rhythm is told once, with its period, however the bytes are cut, and every byte passes', async () => {
  const bytes = capture(minutely);
  for (const size of [1, 37, 1000, bytes.length]) {
    const { told, passed } = await watched(bytes, size);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^10\.0\.0\.1 to 10\.0\.0\.2, TCP port 443: \d+ connections keep a period of 60(\.0)? s so far\.$/,
    );
    expect(passed.equals(bytes)).toBe(true);
  }
});

it('irregular connections are told of by nobody', async () => {
  for (let run = 0; run < 10; run++) {
    const { told } = await watched(capture(Array.from({ length: 60 }, () => 2 + 60 * exponential())), 500);
    expect(told).toEqual([]);
  }
});

it('a capture whose first packet is of some minutes ago is no live one', async () => {
  expect((await watched(capture(minutely), 100, START_US + 300e6)).told).toEqual([]);
});

it('bytes that are no capture, and a capture that turns to rubbish, pass as they are', async () => {
  const damaged = Buffer.concat([capture(minutely.slice(0, 3)), Buffer.alloc(5000, 0xff), capture(minutely)]);
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello, world'), Buffer.alloc(100_000, 0x5a), damaged]) {
    const { told, passed } = await watched(bytes, 77);
    expect(told).toEqual([]);
    expect(passed.equals(bytes)).toBe(true);
  }
});
