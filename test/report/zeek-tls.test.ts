import { expect, test } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { zeekObject } from '../../src/report/zeek-log.ts';
import { SSL_COLUMNS } from '../../src/report/zeek-tls.ts';
import { sampleFlows } from '../support/analysis-result.ts';

const [flow] = sampleFlows() as [FlowRecord];

test('a handshake has the names that Zeek gives versions, and says whether the server answered', () => {
  const of = (tls: NonNullable<FlowRecord['tls']>) => zeekObject(SSL_COLUMNS, { ...flow, tls });
  expect(
    of({ version: '1.3', cipher: 'TLS_AES_128_GCM_SHA256', group: 'x25519', alpn: 'h2', ja3: 'ab' }),
  ).toMatchObject({
    version: 'TLSv13',
    cipher: 'TLS_AES_128_GCM_SHA256',
    curve: 'x25519',
    next_protocol: 'h2',
    established: true,
    ja3: 'ab',
  });
  expect(of({ version: 'ssl3.0' })).toMatchObject({ version: 'SSLv3', established: false });
  const alerts = [
    { from: 'orig' as const, alert: 'warning user_canceled' },
    { from: 'resp' as const, alert: 'fatal handshake_failure' },
  ];
  expect(of({ version: '1.2', alerts })).toMatchObject({ last_alert: 'handshake_failure' });
  expect(of({ version: '1.3-draft28', resumed: true })).toMatchObject({ version: 'TLSv13-draft28', resumed: true });
  expect(of({ version: 'dtls1.2' })).toMatchObject({ version: 'DTLSv12' });
});

test('a handshake that broke off after the server had chosen is not established', () => {
  const tls = { version: '1.2', cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA' };
  const alerts = [{ from: 'orig' as const, alert: 'fatal unknown_ca' }];
  expect(zeekObject(SSL_COLUMNS, { ...flow, tls: { ...tls, alerts } })).toMatchObject({ established: false });
});
