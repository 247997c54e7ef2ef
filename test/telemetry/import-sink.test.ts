import { expect, it } from 'vitest';
import { at, readLogs } from './telemetry-fixture.ts';

it('a document on one line longer than a line may be is read in pieces', async () => {
  const event = (i: number) => ({
    eventTime: new Date(at(i) / 1000).toISOString(),
    eventType: 'CONNECT',
    connectEvent: { destinationIpAddress: '203.0.113.7', destinationPort: 443, packageName: `com.é${i}` },
  });
  const text = JSON.stringify([
    { device: 'd', usageLogEvents: [event(0)] },
    ...Array.from({ length: 9000 }, (_, i) => event(i + 1)),
  ]);
  expect(text.length).toBeGreaterThan(1024 * 1024);
  const { files, sockets } = await readLogs({ 'a.json': text });
  expect(files[0]).toMatchObject({ format: 'amapi', records: 9001, rejected: 0 });
  expect(sockets.strings.find('com.é9000')).toBeGreaterThan(0);
});

it('a long line of a format that reads lines is rejected, and the next one is read', async () => {
  const text = `package:com.a uid:1\npackage:${'x'.repeat(1024 * 1024 + 10)}\npackage:com.b uid:2\n`;
  const { files } = await readLogs({ 'p.txt': text });
  expect(files[0]).toMatchObject({
    records: 2,
    rejected: 1,
    rejectedLines: [{ line: 2, reason: 'is longer than 1048576 bytes' }],
  });
});

it('what a log says is missing, what it watched and what it repeats is remembered', async () => {
  const line = '{"security_event":{"event_id":1,"event_time":1767225600000000000,"keyguard_secured":{}}}';
  const { files } = await readLogs({
    'a.txt': `${line}\n${line}\n${line.replace(':1,', ':5,').replace('600000000000', '601000000000')}`,
  });
  expect(files[0]).toMatchObject({ records: 2, duplicates: 1, gaps: [{ cause: 'lacks events 2 to 4' }] });
  expect([...files[0].watched]).toEqual(['key_lifecycle']);
});

it('what an earlier file held already is not missing from the next', async () => {
  const line = (id: number) =>
    `{"security_event":{"event_id":${id},"event_time":${1767225600 + id}000000000,"keyguard_secured":{}}}\n`;
  const { files } = await readLogs({ 'a.txt': line(5) + line(6), 'b.txt': line(4) + line(5) + line(6) + line(7) });
  expect(files.map(({ duplicates, gaps }) => ({ duplicates, gaps }))).toEqual([
    { duplicates: 0, gaps: [] },
    { duplicates: 2, gaps: [] },
  ]);
});
