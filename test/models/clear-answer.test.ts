import { describe, expect, it } from 'vitest';
import { measureUniformity } from '../../src/features/uniformity.ts';
import { hasOnlyAnswered } from '../../src/models/clear-answer.ts';
import { judgePayload } from '../../src/models/payload-class.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { report, seal } from '../support/short-sealed-flows.ts';

const UDP = { protocol: 17 };
const random = randomNumbers(67);
const KEY = randomBytes(32, random);

const said = (from: 'orig' | 'resp', bytes: Uint8Array): SentMessage => ({ from, bytes });
const hello = said(
  'orig',
  Buffer.from('HELO0001 host=edge-3.example.net model=phone nonce=0000000000000000 '.repeat(3)),
);
const answer = said(
  'resp',
  Buffer.from('OKAY0001 session=00004711 certificate=none padding=................ '.repeat(4)),
);
const body = (isSealed: boolean, bytes: number) =>
  isSealed ? seal('aes-128-gcm', KEY, random, report(random, bytes)) : report(random, bytes + 28);
const behind = (from: 'orig' | 'resp', isSealed: boolean, count: number) =>
  Array.from({ length: count }, (_, i) =>
    said(from, Buffer.concat([Uint8Array.of(1, 0x50 + i, 0x0e, 0x1d), body(isSealed, 120 + i)])),
  );
const opening = [hello, hello, hello, answer, answer, answer];

function judge(messages: SentMessage[], overrides = {}) {
  const flow = finishedFlow(messages, { ...UDP, ...overrides });
  return judgePayload(flow, false, measured(flow).row);
}

describe('a side that only answered what was clear', () => {
  it('abstains, also where hello and answer came again', () => {
    const record = judge([...opening, ...behind('orig', true, 8)]);
    expect(record.class).toBe('custom');
    expect(record.reasons).toContain('the responder only answered what was clear');
    const sent = judge([hello, answer, ...behind('resp', true, 8)]);
    expect(sent.reasons).toContain('the originator only asked what was clear');
    expect(sent.class).toBe('custom');
  });

  it('still speaks against ciphertext when it goes on in the clear, or when nothing is sealed', () => {
    const goesOn = (count: number) =>
      judge([...opening, ...behind('orig', true, count).flatMap((message) => [message, ...behind('resp', false, 1)])]);
    expect(goesOn(5).class).toBe('cleartext');
    // So long an upload is ciphertext all the same, but less surely than one whose answers abstain.
    expect(goesOn(8)).toMatchObject({ class: 'custom', confidence: 0.66 });
    expect(goesOn(8).reasons).not.toContain('the responder only answered what was clear');
    expect(judge([...opening, ...behind('orig', false, 8)]).class).toBe('cleartext');
  });

  it('does not decide where the beginning was not captured', () => {
    const met = judge([...opening, ...behind('orig', true, 8)], { startSeen: false });
    expect(met.class).toBe('unknown');
  });

  it('is asked of openings only: not of a type byte, nor of a side that is uniform from its start', () => {
    const flow = finishedFlow([...opening, ...behind('orig', true, 8)], UDP);
    const { row } = measured(flow);
    const sealed = row.origUniformity ?? measureUniformity(flow, 1);
    expect(hasOnlyAnswered(flow, sealed, 1)).toBe(true);
    expect(hasOnlyAnswered(flow, sealed, 0)).toBe(false);
    expect(hasOnlyAnswered(flow, { ...sealed, kind: { first: 0, type: { at: 0, value: 1 }, tried: 1 } }, 1)).toBe(
      false,
    );
    const { kind, ...whole } = sealed;
    expect(kind?.type).toBeUndefined();
    expect(hasOnlyAnswered(flow, whole, 1)).toBe(false);
    expect(hasOnlyAnswered(flow, { ...sealed, verdict: 'not_uniform' }, 1)).toBe(false);
  });
});
