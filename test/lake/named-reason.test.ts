import { expect, test } from 'vitest';
import { namedReason } from '../../src/lake/named-reason.ts';

test('a capture is named once, and not at all where it has no name', () => {
  expect(namedReason('/a.pcap', 'not a capture')).toBe('/a.pcap: not a capture');
  expect(namedReason('/a.pcap', '/a.pcap: not a capture')).toBe('/a.pcap: not a capture');
  expect(namedReason('/x/a.pcap', 'a.pcap: malformed')).toBe('/x/a.pcap: malformed');
  expect(namedReason('', 'not a capture')).toBe('not a capture');
});
