import { expect, test } from 'vitest';
import type { ChannelRecord } from '../../src/features/channel-record.ts';
import { channelList } from '../../src/report/channel-list.ts';
import { sharedKeySection } from '../../src/report/html-shared-keys.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { textOf } from '../support/report-parts.ts';

const [sample] = sampleResult().channels;

function channel(host: string, uid: number, algorithm = 'rsa-2048', certificate = false): ChannelRecord {
  const key = { key_id: 'ab'.repeat(32), algorithm, from: 'resp' as const, flows: 3, all_flows: 6 };
  return {
    ...(sample as ChannelRecord),
    app: { uid, packages: [`com.example.app${uid}`] },
    destination: { domain: host, port: 8443 },
    keys: [{ ...key, ...(certificate ? { certificate: true as const } : {}) }],
  };
}

test('a key says what it is, where it was sent, and leads to the flows of its destinations', () => {
  const html = sharedKeySection(channelList([channel('a.example', 1), channel('b.example', 2)]));
  expect(textOf(html)).toContain('abababababab… rsa-2048 openings 6 a.example:8443 , b.example:8443');
  expect(textOf(html)).toContain('com. example. app1 , com. example. app2'.replaceAll('. ', '.'));
  const [, filter] = /href="#q=([^"]+)"/.exec(html) ?? [];
  expect(decodeURIComponent(filter as string)).toBe('to:="a.example" port:8443');
});

test('certificates are called that, and channels beyond the first four are counted', () => {
  const many = Array.from({ length: 7 }, (_, i) => channel(`h${i}.example`, i, 'P-256', true));
  const text = textOf(sharedKeySection(channelList(many)));
  expect(text).toContain('P-256 certificates 21');
  expect(text).toContain('3 more channels');
});

test('without a key that is met twice there is no section', () => {
  expect(sharedKeySection(channelList([channel('a.example', 1)]))).toBe('');
  expect(sharedKeySection(channelList([]))).toBe('');
});

test('made-up names are text', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const html = sharedKeySection(channelList([channel(hostile, 1, hostile), channel(hostile, 2, hostile)]));
    expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
