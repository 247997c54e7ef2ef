import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { foreignStreamReason, notCaptureReason } from '../../src/run/not-capture.ts';

const demo = readFileSync('captures/demo/demo.pcapng');

/** What PowerShell's redirect makes of bytes: each a character of the console's code page, in UTF-16. */
const redirected = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(demo.toString('latin1'), 'utf16le')]);

it('a capture that was redirected or sent as text is told, and how to take it', () => {
  expect(notCaptureReason(redirected.subarray(0, 80))).toMatch(/PowerShell.*adb exec-out/);
  const lineEnds = Buffer.from(demo.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  expect(notCaptureReason(lineEnds.subarray(0, 80))).toMatch(/pcapng file that was taken as text/);
});

it('what is compressed twice is told', () => {
  expect(notCaptureReason(gzipSync(demo).subarray(0, 80))).toContain('compressed twice: unpack it once');
});

it('files of other tools are named with what makes a capture of them', () => {
  expect(notCaptureReason(Buffer.from('snoop\0\0\0\0\0\0\x02'))).toContain('editcap -F pcapng');
  expect(notCaptureReason(Buffer.from('GMBU\x02'))).toContain('NetMon 2');
  expect(notCaptureReason(Buffer.from('PK\x03\x04'))).toContain('ZIP');
  expect(notCaptureReason(Buffer.from('SQLite format 3\0'))).toContain('SQLite');
  expect(notCaptureReason(Buffer.from('BZh91AY&SY'))).toContain('bzip2 -dc');
});

it('of text its beginning is shown, with nothing in it that a terminal would obey', () => {
  const said = "tcpdump: wlan0: You don't have permission to capture on that device";
  expect(notCaptureReason(Buffer.from(`${said}\nmore`))).toBe(`not a capture: it is text that begins with "${said}"`);
  expect(notCaptureReason(Buffer.from('{"log":{"version":"1.2"'))).toContain('begins with "{"log"');
  expect(notCaptureReason(Buffer.from('a\u202eb'))).toMatch(/begins with "a[^\u202e]+b"$/);
});

it('of anything else the first eight bytes are shown', () => {
  expect(notCaptureReason(Buffer.from('\x1b[31mred'))).toMatch(/begins with 1b5b33316d726564, pcap/);
  expect(notCaptureReason(Uint8Array.of(0x80, 0, 1))).toMatch(/begins with 800001, pcap/);
});

it('a character that is cut at the end does not make text binary', () => {
  expect(notCaptureReason(Buffer.from('تطبيق').subarray(0, 5))).toContain('it is text');
});

it('a stream may be empty, or not unpack', () => {
  const stop = { kind: 'truncated', reason: 'compressed data cut short', offset: 0 } as const;
  expect(foreignStreamReason({ foreignHead: undefined, stop })).toBe('not a capture (compressed data cut short)');
  expect(foreignStreamReason({ foreignHead: new Uint8Array(0), stop })).toMatch(/^empty/);
  expect(foreignStreamReason({ foreignHead: Buffer.from('{}'), stop })).toContain('it is text');
});
