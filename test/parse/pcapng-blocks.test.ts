import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureInfo } from '../../src/parse/capture-info.ts';
import {
  readCustomBlock,
  readInterfaceBlock,
  readNameBlock,
  readSectionOptions,
  readStatisticsBlock,
  SectionInterface,
} from '../../src/parse/pcapng-blocks.ts';
import { TimestampResolution } from '../../src/parse/timestamp-resolution.ts';
import { type Option, PcapngFile } from '../support/capture-bytes.ts';
import { readCapture } from '../support/read-capture.ts';

function infoOf(build: (file: PcapngFile) => PcapngFile, little = true): CaptureInfo {
  return readCapture(build(new PcapngFile().section(little)).bytes()).info;
}

describe('pcapng blocks without packets', () => {
  it('say what captured: hardware, operating system, application, comments', () => {
    const options: Option[] = [
      [1, 'on the bench'],
      [1, 'second remark'],
      [2, 'Google Pixel'],
      [3, 'Android 14'],
      [4, 'PCAPdroid v1.9.1'],
    ];
    const file = new PcapngFile().section(true, options).interface({ options: [[1, 'ifIndex: 2']] });
    const info = readCapture(file.section(true, [[4, 'mergecap']]).bytes()).info;
    expect(info).toMatchObject({
      comments: ['on the bench', 'second remark', 'ifIndex: 2'],
      hardware: 'Google Pixel',
      operatingSystem: 'Android 14',
      application: 'PCAPdroid v1.9.1',
    });
  });

  it('keep a bounded number of comments and count the rest', () => {
    const options = Array.from({ length: 150 }, (_, i): Option => [1, `remark ${i}`]);
    const info = readCapture(new PcapngFile().section(true, options).bytes()).info;
    expect(info.comments.length).toBe(100);
    expect(info.skipped.get('comments beyond 100')).toBe(50);
  });

  it('name addresses, IPv4 and IPv6, the text as flows print it', () => {
    for (const little of [true, false]) {
      const v6 = Buffer.from('20010db8000000000000000000000001', 'hex');
      const { names } = infoOf(
        (file) =>
          file.names([
            [1, Buffer.concat([Buffer.from([203, 0, 113, 7]), Buffer.from('api.example\0alias.example\0')])],
            [2, Buffer.concat([v6, Buffer.from('v6.example\0')])],
            [3, Buffer.from('EUI-48 record')],
            [1, Buffer.from([1, 2, 3, 4])],
          ]),
        little,
      );
      expect([...names]).toEqual([
        ['203.0.113.7', 'api.example'],
        ['2001:db8::1', 'v6.example'],
      ]);
    }
  });

  it('keep no more of a name than a domain name has', () => {
    const long = Buffer.concat([Buffer.from([1, 2, 3, 4]), Buffer.alloc(2000, 0x61)]);
    expect(infoOf((file) => file.names([[1, long]])).names.get('1.2.3.4')?.length).toBe(255);
  });

  it('add up interface and system drops, and take the last of running totals', () => {
    for (const little of [true, false]) {
      const info = infoOf(
        (file) =>
          file
            .interface()
            .interface()
            .statistics(1, [
              [4, 100n],
              [5, 3n],
              [7, 4n],
            ])
            .statistics(1, [
              [5, 10n],
              [7, 20n],
            ]),
        little,
      );
      expect(info.interfaces.map(({ droppedPackets }) => droppedPackets)).toEqual([0, 30]);
    }
  });

  it('count statistics of an interface that does not exist', () => {
    const info = infoOf((file) => file.interface().statistics(3, [[5, 1n]]));
    expect(info.skipped.get('statistics of an undeclared interface')).toBe(1);
  });

  it('do not count the losses that packets and statistics both tell of twice', () => {
    const source = new SectionInterface(
      { linkType: 1, snapLength: 0, resolution: 'us', droppedPackets: 0 },
      new TimestampResolution(),
    );
    source.lost(3);
    source.lost(4);
    source.lostInAll(6);
    expect(source.info.droppedPackets).toBe(7);
    source.lostInAll(9);
    expect(source.info.droppedPackets).toBe(9);
  });

  it('tell which handshakes have TLS secrets, and keep none of them', () => {
    const line = `CLIENT_RANDOM ${'0a'.repeat(32)} ${'cd'.repeat(48)}\n`;
    const { tlsRandoms, ...rest } = infoOf((file) => file.secrets(0x544c534b, line + line.replaceAll('0a', '0b')));
    expect([...tlsRandoms]).toEqual([0x0a0a0a0a0a0a, 0x0b0b0b0b0b0b]);
    expect(JSON.stringify(Object.values(rest))).not.toContain('cdcd');
  });

  it('tell that there are TLS secrets, and keep none of them', () => {
    const info = infoOf((file) => file.secrets(0x544c534b, 'CLIENT_RANDOM aa bb').secrets(0x57474b4c, 'wireguard'));
    expect(info.tlsSecrets).toBe(1);
    expect(info.skipped.get('secrets that are not of TLS')).toBe(1);
    expect(JSON.stringify(Object.values(info))).not.toContain('CLIENT_RANDOM');
  });
});

describe('PCAPdroid’s block of UID names', () => {
  it('gives package and label of a UID, in both byte orders, -1 included', () => {
    for (const little of [true, false]) {
      const { uidNames } = infoOf(
        (file) => file.uidNames(10_234, 'com.example.suspect', 'Suspect, App').uidNames(-1, 'unknown', 'Unknown'),
        little,
      );
      expect([...uidNames]).toEqual([
        [10_234, { packageName: 'com.example.suspect', label: 'Suspect, App' }],
        [-1, { packageName: 'unknown', label: 'Unknown' }],
      ]);
    }
  });

  it('is read in the byte order of the phone where a tool rewrote the file in another one', () => {
    for (const little of [true, false]) {
      const { uidNames } = infoOf((file) => file.uidNames(10_234, 'com.example', 'App', !little), little);
      expect([...uidNames.keys()]).toEqual([10_234]);
    }
  });

  it('takes names of up to 255 bytes, and empty ones', () => {
    const { uidNames } = infoOf((file) => file.uidNames(1, 'p'.repeat(255), '').uidNames(2, '', 'é'));
    expect(uidNames.get(1)).toEqual({ packageName: 'p'.repeat(255), label: '' });
    expect(uidNames.get(2)).toEqual({ packageName: '', label: 'é' });
  });

  it('is counted where it is of another vendor, version or type, or cut short', () => {
    const version2 = Buffer.from('020001000000000000000000', 'hex');
    const type2 = Buffer.from('010002000000000000000000', 'hex');
    const longName = Buffer.from('0100010005000000ff006162', 'hex');
    const info = infoOf((file) =>
      file
        .custom(1234, Buffer.from('?'))
        .custom(62652, version2)
        .custom(62652, type2)
        .custom(62652, Buffer.alloc(4))
        .custom(62652, longName),
    );
    expect(info.uidNames.size).toBe(0);
    expect([...info.skipped]).toEqual([
      ['custom block of another vendor', 1],
      ['PCAPdroid block of unknown version', 3],
      ['PCAPdroid block cut short', 1],
    ]);
  });

  it('keeps a bounded number of UIDs', () => {
    const info = new CaptureInfo();
    for (let uid = 0; uid < 100_000; uid++) info.uidNames.set(uid, { packageName: '', label: '' });
    const block = new PcapngFile().section().uidNames(500_000, 'a', 'b').uidNames(7, 'com.known', 'Known').bytes();
    for (let at = 28; at < block.length; at += block.readUInt32LE(at + 4)) {
      readCustomBlock(block, at + 8, at + block.readUInt32LE(at + 4) - 4, true, info);
    }
    expect(info.uidNames.size).toBe(100_000);
    expect(info.uidNames.get(7)?.packageName).toBe('com.known');
    expect(info.skipped.get('PCAPdroid names beyond 100000')).toBe(1);
  });
});

describe('readers of block bodies', () => {
  it('neither throw nor read beyond the body, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(120), fc.boolean(), (bytes, length, little) => {
        const end = Math.min(length, bytes.length);
        // The same body, with other bytes behind it, must read the same.
        const other = Buffer.concat([bytes.subarray(0, end), Buffer.alloc(200, 0x41)]);
        const readAll = (body: Uint8Array) => {
          const info = new CaptureInfo();
          readSectionOptions(body, 0, end, little, info);
          const added = readInterfaceBlock(body, 0, end, little, info);
          readNameBlock(body, 0, end, little, info);
          readStatisticsBlock(body, 0, end, little, [added], info);
          readCustomBlock(body, 0, end, little, info);
          return { info, added: added?.info };
        };
        expect(readAll(bytes)).toEqual(readAll(other));
      }),
    );
  });
});
