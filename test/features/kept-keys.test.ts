import { describe, expect, it } from 'vitest';
import { KeptKeysBudget, keepCertificateKey, keepKeys, keepRsaFields } from '../../src/features/kept-keys.ts';
import type { FlowKey } from '../../src/features/key-artefact.ts';
import { createFlowBatch } from '../../src/flows/flow-batch.ts';
import { StringTable } from '../../src/flows/string-table.ts';

const key = (start: number, more: Partial<FlowKey> = {}): FlowKey => ({
  form: 'point',
  algorithm: 'P-256',
  offset: 0,
  length: 65,
  chanceBits: 246,
  isPrivate: false,
  identity: Uint8Array.of(start),
  fromOriginator: 1,
  ...more,
});

describe('the keys that a batch keeps', () => {
  it('are ids and kinds, never private ones, and bare ones are marked', () => {
    const batch = createFlowBatch();
    const strings = new StringTable();
    const bare = key(2, { algorithm: 'x25519', chanceBits: 5, fromOriginator: 0 });
    keepKeys(batch, 7, [key(1), bare, key(3, { isPrivate: true })], strings, new KeptKeysBudget());
    expect(
      batch.flowKeys.map((kept) => [kept.row, strings.text(kept.algorithm), kept.fromOriginator, kept.isBare]),
    ).toEqual([
      [7, 'P-256', 1, false],
      [7, 'x25519', 0, true],
    ]);
    expect(strings.text(batch.flowKeys[0]!.id)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are four a flow, and end with the budget, which counts what it refused', () => {
    const batch = createFlowBatch();
    const budget = new KeptKeysBudget();
    keepKeys(
      batch,
      0,
      [1, 2, 3, 4, 5, 6].map((start) => key(start)),
      new StringTable(),
      budget,
    );
    expect(batch.flowKeys).toHaveLength(4);
    budget.left = 1;
    keepKeys(batch, 1, [key(8), key(9)], new StringTable(), budget);
    expect(batch.flowKeys).toHaveLength(5);
    expect(budget.refused).toBe(1);
  });

  it('stand beside those of certificates, which have a budget of their own', () => {
    const batch = createFlowBatch();
    const strings = new StringTable();
    const budget = new KeptKeysBudget();
    budget.certificatesLeft = 1;
    const leaf = { id: 'ab'.repeat(32), algorithm: 'rsa-2048', fromOriginator: 0 } as const;
    for (const row of [4, 5]) keepCertificateKey(batch, row, leaf, strings, budget);
    expect(batch.flowKeys).toHaveLength(1);
    expect(batch.flowKeys[0]).toMatchObject({ row: 4, fromOriginator: 0, isBare: false, isCertificate: true });
    expect(strings.text(batch.flowKeys[0]!.id)).toBe(leaf.id);
    expect(budget.refused).toBe(1);
  });

  it('stand beside the fields of the size of an RSA modulus, from the same budget', () => {
    const batch = createFlowBatch();
    const strings = new StringTable();
    const budget = new KeptKeysBudget();
    budget.left = 1;
    const field = { name: 'key', fromOriginator: 1, unitBytes: 256, units: 2, leadingMax: 9, leadingSum: 12 } as const;
    keepRsaFields(batch, 3, [field, { ...field, name: 'data' }], strings, budget);
    expect(batch.rsaFields).toEqual([{ ...field, row: 3, name: strings.id('key') }]);
    expect(budget.refused).toBe(1);
  });
});
