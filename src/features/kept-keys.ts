// What a batch keeps of the keys of its flows, so that one key is known again in other flows and apps: its id, kind and side.
// Bare keys, which random bytes show too easily to link anything, are kept to tell repeated ones from new ones. Invariant: a cap on all of them, whose cost is counted.

import type { FlowBatch } from '../flows/flow-batch.ts';
import type { CertificateKey } from '../flows/service-recogniser.ts';
import type { StringTable } from '../flows/string-table.ts';
import { publicKeyId } from '../parse/public-key-id.ts';
import type { FlowKey } from './key-artefact.ts';
import type { RsaField } from './rsa-fields.ts';

/** One X25519 key alone is five bits: everything would be linked with everything. */
const LINKED_MIN_BITS = 16;
const KEYS_A_FLOW = 4;
/** Of all flows of a worker: some 40 MiB of ids. */
const MAX_KEYS = 200_000;
/** Certificates are many and their keys few. */
const MAX_CERTIFICATES = 100_000;

export class KeptKeysBudget {
  left = MAX_KEYS;
  certificatesLeft = MAX_CERTIFICATES;
  /** Keys that the cap left out. */
  refused = 0;
}

/** `row`: of the batch; rows come in ascending order. */
export function keepKeys(
  batch: FlowBatch,
  row: number,
  keys: readonly FlowKey[],
  strings: StringTable,
  budget: KeptKeysBudget,
): void {
  let kept = 0;
  for (const { identity, isPrivate, chanceBits, algorithm, fromOriginator } of keys) {
    if (identity === undefined || isPrivate || kept === KEYS_A_FLOW) continue;
    if (budget.left === 0) {
      budget.refused++;
      continue;
    }
    budget.left--;
    kept++;
    const isBare = chanceBits < LINKED_MIN_BITS;
    const [id, name] = [strings.id(publicKeyId(identity)), strings.id(algorithm)];
    batch.flowKeys.push({ row, id, algorithm: name, fromOriginator, isBare, isCertificate: false });
  }
}

/** The key of the server's certificate, after those of the opening. */
export function keepCertificateKey(
  batch: FlowBatch,
  row: number,
  { id, algorithm, fromOriginator }: CertificateKey,
  strings: StringTable,
  budget: KeptKeysBudget,
): void {
  if (budget.certificatesLeft === 0) {
    budget.refused++;
    return;
  }
  budget.certificatesLeft--;
  const named = { id: strings.id(id), algorithm: strings.id(algorithm) };
  batch.flowKeys.push({ row, ...named, fromOriginator, isBare: false, isCertificate: true });
}

/** Fields of RSA's size, from the same budget. */
export function keepRsaFields(
  batch: FlowBatch,
  row: number,
  fields: readonly RsaField[],
  strings: StringTable,
  budget: KeptKeysBudget,
): void {
  for (const field of fields) {
    if (budget.left === 0) {
      budget.refused++;
      continue;
    }
    budget.left--;
    batch.rsaFields.push({ ...field, row, name: strings.id(field.name) });
  }
}
