import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { recordSigns } from '../../src/flows/tls-record-signs.ts';
import { judgeEncryption } from '../../src/models/encryption-class.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { flowOfRecords, joined, tlsRecord } from '../support/tls-records.ts';

const random = randomNumbers(29);
const midflow = (records: readonly Uint8Array[]) =>
  flowOfRecords(
    records.map((bytes) => ({ from: 'orig' as const, bytes })),
    { startSeen: false },
  );
const signsOf = (bodies: readonly Uint8Array[]) => recordSigns(midflow(bodies.map((body) => tlsRecord(23, body))).orig);
const several = (count: number, body: (i: number) => Uint8Array) => Array.from({ length: count }, (_, i) => body(i));
/** What suites of TLS 1.2 and 1.3 make of messages: an explicit nonce that counts, or none; bytes of ciphertext and tag. */
const counted = (i: number) => joined(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, i), randomBytes(60 + i, random));
const inner = (i: number) => joined(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, i, 0, 0, 7, 7), randomBytes(60 + i, random));

describe('signs of records met in mid-flow', () => {
  it('are none of what suites give: counted nonces, random ones, short messages', () => {
    expect(signsOf(several(20, counted))).toEqual([]);
    expect(signsOf(several(20, (i) => randomBytes(50 + i, random)))).toEqual([]);
    expect(signsOf(several(20, () => randomBytes(9, random)))).toEqual([]);
    expect(signsOf([])).toEqual([]);
  });

  it('are a header inside the records, a trailer, records without room for a tag, and one that comes again', () => {
    expect(signsOf(several(8, inner))).toEqual(['fixed_bytes']);
    expect(signsOf(several(8, (i) => joined(randomBytes(60 + i, random), Uint8Array.of(3))))).toEqual(['fixed_bytes']);
    expect(signsOf(several(3, () => randomBytes(8, random)))).toEqual(['records_too_short']);
    const body = randomBytes(80, random);
    expect(signsOf([body, randomBytes(80, random), body])).toEqual(['repeated_record']);
  });

  it('are gone when the cause is: five records, one short record, another byte', () => {
    expect(signsOf(several(5, inner))).toEqual([]);
    expect(signsOf([randomBytes(8, random), ...several(4, counted)])).toEqual([]);
    const bodies = several(8, inner);
    for (const body of bodies) body.set(randomBytes(4, random), 8);
    expect(signsOf(bodies)).toEqual([]);
  });

  it('make a flow an imitation, judged by what is inside; without them it is TLS', () => {
    const imitation = midflow(several(10, (i) => tlsRecord(23, inner(i))));
    const facts = recogniseService(imitation);
    expect(facts).toMatchObject({ service: 'fake-tls', kind: 'imitation' });
    expect(facts?.reason).toContain('records that no cipher suite gives: fixed_bytes');
    const { row } = measured(imitation);
    expect(judgeEncryption(imitation, facts, row).reasons[0]).toContain('the beginning was not captured');
    expect(recogniseService(midflow(several(10, (i) => tlsRecord(23, counted(i)))))).toMatchObject({
      service: 'tls',
      kind: 'standard',
    });
    // A capture that begins inside a record shows nothing of the kind, and nothing is said.
    const inside = midflow([imitation.orig.prefix.subarray(20)]);
    expect(recogniseService(inside)?.service).not.toBe('fake-tls');
  });

  it('are none of random records, however many, and of any bytes that do not chain', () => {
    for (let i = 0; i < 300; i++) expect(signsOf(several(6 + (i % 20), () => randomBytes(40, random)))).toEqual([]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(recordSigns(midflow([Uint8Array.of(1), bytes]).orig)).toEqual([]);
      }),
    );
  });
});
