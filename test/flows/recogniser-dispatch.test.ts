import { expect, test } from 'vitest';
import { RecogniserDispatch } from '../../src/flows/recogniser-dispatch.ts';
import type { ServiceRecogniser } from '../../src/flows/service-recogniser.ts';
import { finishedFlow } from '../support/finished-flow.ts';

/** Notes who was asked. */
function recogniser(
  name: string,
  asked: string[],
  given: { first?: number; transport?: ServiceRecogniser['transport']; proves?: boolean } = {},
): ServiceRecogniser {
  const { first, transport = 'both', proves = false } = given;
  return {
    name,
    transport,
    proves: 'for a test',
    ...(first === undefined ? {} : { mayBegin: (byte: number) => byte === first }),
    recognise() {
      asked.push(name);
      return proves ? { service: name, kind: 'cleartext', reason: name } : undefined;
    },
  };
}

const flow = (orig: number[], resp: number[] = [], protocol = 6) =>
  finishedFlow(
    [
      { from: 'orig', bytes: Uint8Array.from(orig) },
      { from: 'resp', bytes: Uint8Array.from(resp) },
    ],
    { protocol },
  );

test('a flow meets the recognisers that a first byte of either side allows, each once, in order', () => {
  const asked: string[] = [];
  const dispatch = new RecogniserDispatch([
    recogniser('any', asked),
    recogniser('one', asked, { first: 1 }),
    recogniser('two', asked, { first: 2 }),
    recogniser('three', asked, { first: 3 }),
  ]);
  expect(dispatch.recognise(flow([2], [1]))).toBeUndefined();
  expect(asked).toEqual(['any', 'one', 'two']);
});

test('the first that proves something ends the search', () => {
  const asked: string[] = [];
  const dispatch = new RecogniserDispatch([
    recogniser('a', asked),
    recogniser('b', asked, { proves: true }),
    recogniser('c', asked, { proves: true }),
  ]);
  expect(dispatch.recognise(flow([9]))?.service).toBe('b');
  expect(asked).toEqual(['a', 'b']);
});

test('the transport decides as well', () => {
  const asked: string[] = [];
  const transports = ['tcp', 'udp', 'both', 'other'] as const;
  const dispatch = new RecogniserDispatch(transports.map((transport) => recogniser(transport, asked, { transport })));
  for (const protocol of [6, 17, 50]) dispatch.recognise(flow([9], [], protocol));
  expect(asked).toEqual(['tcp', 'both', 'udp', 'both', 'other']);
});

test('more recognisers than a machine word has bits are all met, in order', () => {
  const asked: string[] = [];
  const names = Array.from({ length: 100 }, (_, i) => `r${i}`);
  new RecogniserDispatch(names.map((name, i) => recogniser(name, asked, { first: i % 2 }))).recognise(flow([1]));
  expect(asked).toEqual(names.filter((_, i) => i % 2 === 1));
});

test('a flow without payload meets nobody', () => {
  const asked: string[] = [];
  expect(new RecogniserDispatch([recogniser('any', asked, { proves: true })]).recognise(flow([]))).toBeUndefined();
  expect(asked).toEqual([]);
});
