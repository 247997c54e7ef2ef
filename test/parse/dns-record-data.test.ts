import { expect, test } from 'vitest';
import { ByteCursor } from '../../src/base/byte-cursor.ts';
import { readDnsRecordData } from '../../src/parse/dns-record-data.ts';
import { DnsType } from '../../src/parse/dns-type.ts';

const read = (type: number, hex: string) =>
  readDnsRecordData(type, new ByteCursor(new Uint8Array(Buffer.from(hex, 'hex'))), 0);

test('addresses are read where they have their exact length', () => {
  expect(read(DnsType.a, 'c0000201')).toEqual({ addresses: ['192.0.2.1'] });
  expect(read(DnsType.aaaa, '20010db8000000000000000000000001')).toEqual({ addresses: ['2001:db8::1'] });
  expect(read(DnsType.a, 'c00002')).toEqual({ addresses: [] });
  expect(read(DnsType.aaaa, 'c0000201')).toEqual({ addresses: [] });
});

test('an alias leads to its target, unless bytes are left over', () => {
  expect(read(DnsType.cname, '036f726700')).toEqual({ addresses: [], target: 'org' });
  expect(read(DnsType.cname, '036f72670000')).toEqual({ addresses: [] });
  expect(read(DnsType.ptr, '03')).toEqual({ addresses: [] });
});

test('HTTPS records give their hints; the target is left out where it is the owner', () => {
  const hints = '0004' + '0008' + 'c0000201c0000202' + '0006' + '0010' + '20010db8000000000000000000000001';
  const alpn = '0001' + '0003' + '026832';
  expect(read(DnsType.https, `0001${'00'}${alpn}${hints}`)).toEqual({
    addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  });
  expect(read(DnsType.svcb, '0000036f726700')).toEqual({ addresses: [], target: 'org' });
});

test('an HTTPS record whose lengths run over gives nothing', () => {
  expect(read(DnsType.https, '00010000040008c0000201')).toEqual({ addresses: [] });
  expect(read(DnsType.https, '0001')).toEqual({ addresses: [] });
  expect(read(DnsType.https, '00010000040003c00002')).toEqual({ addresses: [] });
});

test('NetBIOS name records hold flags and an address each', () => {
  expect(read(DnsType.netBios, '0000c00002016000c0000202')).toEqual({ addresses: ['192.0.2.1', '192.0.2.2'] });
  expect(read(DnsType.netBios, '0000c00002')).toEqual({ addresses: [] });
});

test('data of other types is not read', () => {
  expect(read(16, '03616263')).toEqual({ addresses: [] });
});
