// Ciphertext that DNS carries a few bytes a lookup, each in a flow of its own: names and answers of all flows to one resolver, pooled by
// registered domain. What one flow alone cannot show, many show together.

import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { SampledMessage } from '../flows/sibling-samples.ts';
import {
  byDomain,
  describeAnswers,
  describeNames,
  dnsRecord,
  judgeDnsAnswers,
  judgeDnsNames,
} from './dns-ciphertext.ts';

interface Carried {
  readonly domain: string;
  readonly flow: number;
  readonly data: Uint8Array;
}

/** `messages`: what each flow's lookups carry, by its position. Flows that are ciphertext, each with its record. Never throws. */
export function judgeDnsLookups(
  messages: ReadonlyMap<number, readonly SampledMessage[]>,
): Map<number, EncryptionRecord> {
  const names: Carried[] = [];
  const answers: Carried[] = [];
  for (const [flow, own] of messages) {
    for (const { fromOriginator, bytes } of own) {
      const end = bytes.indexOf(0);
      const domain = Buffer.from(bytes.subarray(0, end)).toString('latin1');
      (fromOriginator === 1 ? names : answers).push({ domain, flow, data: bytes.subarray(end + 1) });
    }
  }
  const found = new Map<number, EncryptionRecord>();
  for (const [domain, own] of byDomain(answers, (one) => one)) {
    const judged = judgeDnsAnswers(own.map(({ data }) => data));
    if (judged !== undefined) mark(own, describeAnswers(domain, judged), found);
  }
  for (const [domain, own] of byDomain(names, (one) => one)) {
    const texts = new Set(own.map(({ data }) => Buffer.from(data).toString('latin1')));
    const judged = judgeDnsNames([...texts]);
    if (judged !== undefined) mark(own, describeNames(domain, judged), found);
  }
  return found;
}

function mark(carried: readonly Carried[], what: string, found: Map<number, EncryptionRecord>): void {
  const flows = new Set(carried.map(({ flow }) => flow));
  const where = flows.size === 1 ? 'one flow' : `${flows.size} flows`;
  for (const flow of flows) found.set(flow, dnsRecord([`in ${where} to this resolver, ${what}`]));
}
