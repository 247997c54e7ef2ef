import { expect, test } from 'vitest';
import { channelList } from '../../src/report/channel-list.ts';
import { channelTable } from '../../src/report/terminal-channels.ts';
import { painter } from '../../src/report/terminal-style.ts';
import { sampleResult } from '../support/analysis-result.ts';

const plain = painter(false);
const channels = [...sampleResult({ captureOnly: true }).channels];

test('unexplained ciphertext comes first, then the most bytes', () => {
  const lines = channelTable(channelList(channels), 100, plain);
  expect(lines.slice(0, 5)).toEqual([
    'Destination                 Flows       Up     Down  Encryption  Repeats',
    'edge.kite.example:443          61   2.9 MB   8.8 MB  custom      every 15 min',
    '203.0.113.45:4443              92  83.4 kB   250 kB  custom      every 15 min',
    'api.fairweather.example:80     24  35.5 kB   107 kB  embedded    every 15 min',
    'cdn.meadow.example:443        140   294 kB   882 kB  standard    every 15 min',
  ]);
});

test('a narrow terminal leaves the repetition out', () => {
  expect(channelTable(channelList(channels), 60, plain)[0]).toMatch(/Encryption$/);
});

test('a channel that does not repeat says nothing, and a scheme is named', () => {
  const [channel] = channels;
  if (channel === undefined) throw new Error('the sample has channels');
  const line = channelTable(
    channelList([
      {
        ...channel,
        periodicity: { verdict: 'aperiodic', reason: 'x' },
        encryption: { ...channel.encryption, scheme: 'mtproto' },
      },
    ]),
    100,
    plain,
  )[1];
  expect(line).toMatch(/custom \(mtproto\)$/);
});

test('destinations that are not shown are counted', () => {
  const many = channels.flatMap((channel) => [channel, channel, channel]);
  expect(channelTable(channelList(many), 100, plain).at(-1)).toMatch(/^and 10 more destinations: \d+ flows, /);
});

test('no channels, no table', () => {
  expect(channelTable(channelList([]), 100, plain)).toEqual([]);
});

test('of several devices each row says which, and a narrow terminal still has its numbers', () => {
  const two = channels.slice(0, 2).map((channel, i) => ({
    ...channel,
    destination: { domain: 'edge.kite.example', port: 443 },
    device: `192.168.77.${i + 1}`,
  }));
  expect(channelTable(channelList(two), 120, plain).slice(0, 3)).toEqual([
    'Destination            Device        Flows       Up    Down  Encryption  Repeats',
    'edge.kite.example:443  192.168.77.1     92  83.4 kB  250 kB  custom      every 15 min',
    'edge.kite.example:443  192.168.77.2     24  35.5 kB  107 kB  embedded    every 15 min',
  ]);
  const narrow = channelTable(channelList(two), 80, plain);
  expect(narrow[0]).toBe('Destination            Device        Flows   Bytes  Encryption  Repeats');
  const still = two.map((channel) => ({ ...channel, periodicity: { verdict: 'aperiodic' as const, reason: 'x' } }));
  expect(channelTable(channelList(still), 80, plain)[0]).toMatch(/Encryption$/);
});
