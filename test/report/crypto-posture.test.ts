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

test.each([
  [{ version: '1.0' }, 'deprecated (RFC 8996, RFC 7568)'],
  [{ version: 'ssl3.0' }, 'deprecated (RFC 8996, RFC 7568)'],
  [{ version: '1.2' }, 'the handshake, certificate included, is in the clear'],
  [{ group: 'X25519MLKEM768' }, 'hybrid, post-quantum'],
  [{ cipher: 'TLS_RSA_WITH_RC4_128_MD5' }, 'broken or null (RFC 9325 §4.1)'],
  [{ cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256' }, 'no forward secrecy (RFC 9325 §4.1)'],
  [{ cipher: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' }, 'no authenticated encryption (RFC 9325 §4.2)'],
  [{ cipher: 'TLS_AES_128_GCM_SHA256' }, ''],
])('%o: %s', (tls, remark) => {
  const posture = new CryptoPosture();
  posture.add({ ...flow, tls });
  expect(posture.groups()[0]?.rows[0]?.remark).toBe(remark);
});

test('made-up names do not grow without bound', () => {
  const posture = new CryptoPosture();
  for (let i = 0; i < 10_000; i += 1) posture.add({ ...flow, tls: { cipher: `0x${i}` } });
  expect(posture.groups()[0]?.rows.length).toBeLessThanOrEqual(12);
});
