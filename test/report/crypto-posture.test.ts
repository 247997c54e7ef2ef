import { expect, test } from 'vitest';
import { CryptoPosture } from '../../src/report/crypto-posture.ts';
import { sampleFlows } from '../support/analysis-result.ts';

const [flow] = sampleFlows();
if (flow === undefined) throw new Error('the sample has flows');

test('counts what protects the traffic, and what does not', () => {
  const posture = new CryptoPosture();
  for (const each of sampleFlows()) posture.add(each);
  expect(posture.groups()).toEqual([
    { title: 'TLS versions', rows: [{ name: '1.3', flows: 158, filter: 'tls:="1.3"', remark: '' }] },
    { title: 'In the clear', rows: [{ name: 'http', flows: 7, filter: 'svc:="http" enc:cleartext', remark: '' }] },
    {
      title: 'Other encryption',
      rows: [
        { name: 'custom', flows: 153, filter: 'enc:="custom"', remark: 'no declared protocol explains it' },
        { name: 'embedded', flows: 24, filter: 'enc:="embedded"', remark: 'no declared protocol explains it' },
      ],
    },
  ]);
});

test('what is weak and what is legacy comes first, in the words of the record', () => {
  const posture = new CryptoPosture();
  posture.add({ ...flow, tls: { version: '1.0' }, crypto: { weak: ['small_prime'], legacy: ['version_1.0'] } });
  expect(posture.groups().slice(0, 2)).toEqual([
    { title: 'Weak', rows: [{ name: 'small_prime', flows: 1, filter: 'tls:"small_prime"', remark: '' }] },
    { title: 'Legacy', rows: [{ name: 'version_1.0', flows: 1, filter: 'tls:"version_1.0"', remark: '' }] },
  ]);
});

test('a hybrid group is said to be one', () => {
  const posture = new CryptoPosture();
  posture.add({ ...flow, tls: { group: 'X25519MLKEM768' } });
  expect(posture.groups()[0]?.rows[0]?.remark).toBe('hybrid, post-quantum');
});

test('made-up names do not grow without bound', () => {
  const posture = new CryptoPosture();
  for (let i = 0; i < 10_000; i += 1) posture.add({ ...flow, tls: { cipher: `0x${i}` } });
  expect(posture.groups()[0]?.rows.length).toBeLessThanOrEqual(12);
});
