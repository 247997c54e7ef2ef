import { expect, test } from 'vitest';
import { channelList } from '../../src/report/channel-list.ts';
import { channelSection } from '../../src/report/html-channels.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const channels = [...sampleResult().channels];

test('unexplained ciphertext comes first, and every number of a row leads to its flows', () => {
  const html = channelSection(channelList(channels));
  const links = [...html.matchAll(/<a href="#q=([^"]+)">([^<]+)</g)].map(([, filter, count]) => [
    decodeURIComponent(filter as string),
    count,
  ]);
  const counts = links.filter(([, text]) => /^\d+$/.test(text as string));
  expect(counts.slice(0, 3)).toEqual([
    ['to:="edge.kite.example" port:443 proto:tcp uid:10142', '61'],
    ['to:="203.0.113.45" port:4443 proto:tcp uid:10187', '92'],
    ['to:="api.fairweather.example" port:80 proto:tcp uid:10166', '24'],
  ]);
  const kite = links.filter(([filter]) => filter === counts[0]?.[0]).map(([, text]) => text);
  expect(kite.slice(0, 3)).toEqual(['61', '2.9 MB', '8.8 MB']);
  for (const [cell] of html.matchAll(/<td class="(?:number|coverage)"[^>]*>.*?<\/td>/gs)) {
    expect(cell).toMatch(/<a href="#q=|>too few to say<|>no</);
  }
});

test('a period is said with its jitter, too few flows are said to be too few', () => {
  const [channel] = channels;
  if (channel === undefined) throw new Error('the sample has channels');
  // No line ends between a number and its unit.
  expect(channelSection(channelList([channel]))).toContain('every 15\u00a0min, jitter 2\u00a0%');
  const few = { ...channel, periodicity: { verdict: 'insufficient' as const, reason: '3 flows' } };
  expect(channelSection(channelList([few]))).toContain('too few to say');
});

test('an app without a package is called as in the other tables', () => {
  const [channel] = channels;
  if (channel === undefined) throw new Error('the sample has channels');
  const system = { ...channel, app: { uid: 1051, packages: [] } };
  const app = { ...sampleResult().apps[0]!, uid: 1051, packages: [], label: 'dns' };
  expect(channelSection(channelList([system]), [app])).toContain('<span class="id">dns</span>');
  expect(channelSection(channelList([system]))).toContain('UID 1051');
});

test('where no app is known, the device tells channels of one destination apart', () => {
  const [channel] = channels;
  if (channel === undefined) throw new Error('the sample has channels');
  const { app: _, ...ownerless } = channel;
  const html = channelSection(
    channelList([
      { ...ownerless, device: '10.0.2.15' },
      { ...ownerless, channel_id: 'other' },
    ]),
  );
  expect(html.match(/device <span class="id">/g)).toHaveLength(1);
  expect(html).toContain('device <span class="id">10.<wbr>0.<wbr>2.<wbr>15</span>');
});

test('channels that are not shown are counted, no channels are said to be none', () => {
  const many = Array.from({ length: 45 }, (_, i) => ({ ...channels[0], channel_id: `c${i}` })) as typeof channels;
  expect(channelSection(channelList(many))).toContain('5 more destinations in channels.ndjson.');
  expect(channelSection(channelList([]))).toContain('Nothing was sent anywhere.');
});

test('a hostile name is text in the cell and in the link', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const html = channelSection(sampleResult({ hostile }).channels);
    expect(html).not.toMatch(/<script|<img/);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^#q=[A-Za-z0-9%._~!*()\-&#;]+$/);
  }
});
