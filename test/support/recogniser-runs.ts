// Runs recognisers over real captures, over messages that a test makes, and over random payloads.

import { join } from 'node:path';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from '../../src/flows/service-recogniser.ts';
import { captureFlows } from './capture-flows.ts';
import { finishedFlow, type SentMessage } from './finished-flow.ts';
import { sharedFolder } from './shared.ts';

/** Undefined where the labelled captures are not on this machine: what needs them is skipped. */
export const corpora: string | undefined = sharedFolder('corpora');

const PROTOCOLS = { tcp: [6], udp: [17], both: [6, 17], other: [50] } as const;

/** The facts that the recogniser proves of a capture's flows, in order of their ends. */
export async function recognisedIn(recogniser: ServiceRecogniser, capture: string): Promise<ServiceFacts[]> {
  const found: ServiceFacts[] = [];
  const protocols: readonly number[] = PROTOCOLS[recogniser.transport];
  await captureFlows(join(corpora as string, capture), ({ flow }) => {
    if (!protocols.includes(flow.protocol) || !admits(recogniser, flow)) return;
    const facts = recogniser.recognise(flow);
    if (facts !== undefined) found.push(facts);
  });
  return found;
}

/** What the recogniser says of messages, the dispatch's look at the first byte included. */
export function recognise(
  recogniser: ServiceRecogniser,
  messages: readonly SentMessage[],
  overrides: Partial<FinishedFlow> = {},
): ServiceFacts | undefined {
  const flow = finishedFlow(messages, { protocol: PROTOCOLS[recogniser.transport][0], ...overrides });
  return admits(recogniser, flow) ? recogniser.recognise(flow) : undefined;
}

export const orig = (bytes: Uint8Array, atSeconds?: number): SentMessage => ({
  from: 'orig',
  bytes,
  ...(atSeconds === undefined ? {} : { atSeconds }),
});

export const resp = (bytes: Uint8Array): SentMessage => ({ from: 'resp', bytes });

/** Bytes of hexadecimal digits (blanks are skipped). */
export const hex = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

/** Bytes of text, a character each. */
export const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** `bytes` with one of them changed. */
export function altered(bytes: Uint8Array, at: number, value = bytes[at] ^ 0xff): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = value;
  return copy;
}

export const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** Whether the dispatch would hand the flow to the recogniser, by its first bytes. */
export function admits({ mayBegin }: ServiceRecogniser, { orig, resp }: FinishedFlow): boolean {
  if (mayBegin === undefined) return true;
  return [orig.prefix, resp.prefix].some((prefix) => prefix.length > 0 && mayBegin(prefix[0]));
}
