// Runs one recogniser over real captures and over random payloads.

import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from '../../src/flows/service-recogniser.ts';
import { finishedFlow, type SentMessage } from './finished-flow.ts';
import { randomBytes, randomNumbers } from './random-bytes.ts';

const PROTOCOLS = { tcp: [6], udp: [17], both: [6, 17], other: [50] } as const;

/** What the recogniser says of messages, the dispatch's look at the first byte included. */
export function recognise(
  recogniser: ServiceRecogniser,
  messages: readonly SentMessage[],
  overrides: Partial<FinishedFlow> = {},
): ServiceFacts | undefined {
  const protocol = PROTOCOLS[recogniser.transport][0];
  const flow = finishedFlow(messages, { protocol, ...overrides });
  return admits(recogniser, flow) ? recogniser.recognise(flow) : undefined;
}

/** Of `trials` flows of random messages in both directions, how many the recogniser names. */
export function namedAtRandom(recogniser: ServiceRecogniser, trials = 100_000, seed = 7): number {
  const random = randomNumbers(seed);
  const pool = randomBytes(1 << 20, random);
  let named = 0;
  for (let i = 0; i < trials; i++) {
    const messages = Array.from({ length: 1 + (i % 4) }, (_, k) => {
      const length = 1 + Math.floor(random() * (i % 3 === 0 ? 24 : 160));
      const at = Math.floor(random() * (pool.length - length));
      return { from: (i + k) % 2 === 0 ? ('orig' as const) : ('resp' as const), bytes: pool.subarray(at, at + length) };
    });
    if (recognise(recogniser, messages, { startSeen: i % 8 !== 0 }) !== undefined) named += 1;
  }
  return named;
}

function admits({ mayBegin }: ServiceRecogniser, { orig, resp }: FinishedFlow): boolean {
  if (mayBegin === undefined) return true;
  return [orig.prefix, resp.prefix].some((prefix) => prefix.length > 0 && mayBegin(prefix[0]));
}
