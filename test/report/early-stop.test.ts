import { expect, test } from 'vitest';
import { joinedMessage, stopMessage, unreadRest } from '../../src/report/early-stop.ts';

const stopped = (unread?: number) => ({
  file: 'a.pcap',
  bytes: 300,
  stop: { reason: 'malformed: no sense', offset: 300, ...(unread === undefined ? {} : { unread_bytes: unread }) },
});

test('file, reason, place and what lies behind it', () => {
  expect(stopMessage(stopped(1200))).toBe('a.pcap: malformed: no sense, at byte 300, 1,200 bytes (80 %) unread');
  expect(stopMessage(stopped(1))).toBe('a.pcap: malformed: no sense, at byte 300, 1 byte (0.3 %) unread');
});

test('damage that was read past is no end', () => {
  const stop = { reason: 'malformed: two files', offset: 120, read_on: true as const };
  expect(stopMessage({ ...stopped(), stop })).toBe(
    'a.pcap: malformed: two files, at byte 120, reading went on behind it',
  );
});

test('no rest where nobody knows of one, and nothing of a capture that was read whole', () => {
  expect(stopMessage(stopped())).toBe('a.pcap: malformed: no sense, at byte 300');
  expect(unreadRest(stopped())).toEqual([]);
  expect(stopMessage({ file: 'a.pcap', bytes: 300, stop: { reason: 'end' } })).toBeUndefined();
});

test('files one behind the other are named as what they are: no damage', () => {
  expect(joinedMessage({ file: 'a.pcap', joined: { files: 2, offset: 1200 } })).toBe(
    'a.pcap: 2 pcap files, one behind the other (the second from byte 1200 on), each read by its own header, and all as one capture: captures of their own are for "cipherscope batch", a file each.',
  );
  expect(joinedMessage({ file: 'a.pcap' })).toBeUndefined();
});
