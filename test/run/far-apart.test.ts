import { expect, it } from 'vitest';
import { farApart } from '../../src/run/far-apart.ts';

const piece = (file: string, first?: string, last?: string) => ({
  file,
  ...(first === undefined ? {} : { first: `2026-03-${first}:00Z` }),
  ...(last === undefined ? {} : { last: `2026-03-${last}:00Z` }),
});

it('says of a file that begins days after the others that it may be a capture of its own', () => {
  expect(farApart([piece('a.pcap', '01T10:00', '01T11:00'), piece('b.pcap', '08T12:00', '08T13:00')])).toEqual([
    'b.pcap begins 7 d 1 h after a.pcap ends, and both are read as pieces of one capture: captures of their own are for "cipherscope batch".',
  ]);
});

it('tells files of one name apart by their days', () => {
  expect(farApart([piece('cap.pcap', '01T10:00', '01T11:00'), piece('cap.pcap', '08T12:00', '08T13:00')])[0]).toMatch(
    /^cap\.pcap of 2026-03-08 begins 7 d 1 h after cap\.pcap of 2026-03-01 ends/,
  );
});

it('is silent for pieces that follow each other, overlap, or have no time', () => {
  const pieces = [
    piece('a.pcap', '01T10:00', '05T11:00'),
    piece('b.pcap', '02T10:00', '02T11:00'),
    piece('empty.pcap'),
    piece('c.pcap', '06T10:59', '06T12:00'),
  ];
  expect(farApart(pieces)).toEqual([]);
  expect(farApart([])).toEqual([]);
});
