// The conformance suite of pcapng, one file per feature of the format: against its own descriptions, and field by field against tshark.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corporaFolder, manifestRows, needsCorpora, readCaptureFile } from '../support/corpora.ts';
import { hasTshark, tsharkFrames, tsharkHosts } from '../support/tshark.ts';

const suite = manifestRows()
  .map(({ path }) => path)
  .filter((path) => path.startsWith('pcapng-suite/output_le/'));

interface Seen {
  frame: number;
  timeUs: number;
  timeNs: number;
  capturedBytes: number;
  originalBytes: number;
  linkType: number;
  interfaceId: number;
}

async function read(path: string) {
  const records: Seen[] = [];
  const info = await readCaptureFile(join(corporaFolder as string, path), (record) => {
    const { frame, timeUs, timeNs, capturedBytes, originalBytes, linkType, interfaceId } = record;
    records.push({ frame, timeUs, timeNs, capturedBytes, originalBytes, linkType, interfaceId });
  });
  return { records, info };
}

/** The suite's description of a file: how many blocks of each kind, and their order. */
function description(path: string) {
  const name = path.replace('pcapng-suite/', '').replace('.pcapng', '.txt');
  const text = readFileSync(join(corporaFolder as string, 'pcapng-suite/gt/pcapng-suite', name), 'utf8');
  const counts = new Map([...text.matchAll(/^\t(\w+): (\d+)$/gm)].map(([, kind, count]) => [kind, Number(count)]));
  const sequence = /Block sequence: (.*)/.exec(text)?.[1]?.split(', ') ?? [];
  return { count: (...kinds: string[]) => kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0), sequence };
}

/** As tshark prints it. */
const printed = (name = '') => name.replaceAll('\r', '\\r').replaceAll('\n', '\\n');

/** wiretap's numbers of link layers to those of pcapng. */
const LINK_TYPES: Readonly<Record<string, number>> = { '1': 1, '15': 0 };

describe.skipIf(corporaFolder === undefined)(needsCorpora('the pcapng suite'), () => {
  it('was found', () => {
    expect(suite.length).toBe(24);
  });

  it.each(suite)('%s has the blocks that its description says, in that order', async (path) => {
    const { count, sequence } = description(path);
    const { records, info } = await read(path);
    expect(info.stop).toBeUndefined();
    expect(info.sections).toBe(count('SHB'));
    expect(info.interfaces.length).toBe(count('IDB'));
    expect(records.length).toBe(count('EPB', 'SPB', 'PB'));
    expect(info.otherFrames).toBe(count('CB', 'DCB'));
    // Frames are numbered over packets and custom blocks.
    const frames = sequence.filter((kind) => ['EPB', 'SPB', 'PB', 'CB', 'DCB'].includes(kind));
    const packets = frames.flatMap((kind, i) => (kind.endsWith('PB') ? [i + 1] : []));
    expect(records.map(({ frame }) => frame)).toEqual(packets);
    // Blocks that the reader had no use for, other than the vendors' own: none.
    const unused = [...info.skipped.keys()].filter((what) => what !== 'custom block of another vendor');
    expect(unused).toEqual([]);
    // Every section of the suite begins with the same words.
    expect([info.hardware, info.operatingSystem, info.application]).toEqual([
      'Apple MBP',
      'OS-X 10.10.5',
      'pcap_writer.lua',
    ]);
    expect(info.comments[0]).toMatch(/^test\d\d\d/);
  });

  it.skipIf(!hasTshark).each(suite)('%s reads as tshark reads it, field by field', async (path) => {
    const { records, info } = await read(path);
    const fields = [
      'frame.number',
      'frame.time_epoch',
      'frame.cap_len',
      'frame.len',
      'frame.interface_name',
      'frame.encap_type',
    ] as const;
    // Custom blocks have no interface.
    const frames = tsharkFrames(join(corporaFolder as string, path), fields).filter(
      (frame) => frame['frame.encap_type'],
    );
    const epoch = ({ timeUs, timeNs }: Seen) => {
      const seconds = Math.floor(timeUs / 1e6);
      return `${seconds}.${String((timeUs - seconds * 1e6) * 1000 + timeNs).padStart(9, '0')}`;
    };
    expect(
      records.map((record, i) => ({
        number: String(record.frame),
        // A simple packet block has no time, tshark prints none, and here it has that of the packet before.
        time: frames[i]?.['frame.time_epoch'] === '' ? '' : epoch(record),
        captured: String(record.capturedBytes),
        original: String(record.originalBytes),
        // tshark 4.0 takes interface numbers of later sections for those of the first one.
        interface: info.sections > 1 ? '' : printed(info.interfaces[record.interfaceId]?.name),
        linkType: record.linkType,
      })),
    ).toEqual(
      frames.map((frame) => ({
        number: frame['frame.number'],
        time: frame['frame.time_epoch'],
        captured: frame['frame.cap_len'],
        original: frame['frame.len'],
        interface: info.sections > 1 ? '' : frame['frame.interface_name'],
        linkType: LINK_TYPES[frame['frame.encap_type']],
      })),
    );
  });

  it.skipIf(!hasTshark)('names the addresses that tshark finds named', async () => {
    const named = suite.filter((path) => description(path).count('NRB') > 0);
    expect(named.length).toBeGreaterThan(3);
    for (const path of named) {
      const { info } = await read(path);
      expect([path, info.names]).toEqual([path, tsharkHosts(join(corporaFolder as string, path))]);
    }
  });

  it('tells of lost packets: statistics of interfaces, drop counts of packets', async () => {
    const dropped = async (name: string) => {
      const { info } = await read(`pcapng-suite/output_le/${name}.pcapng`);
      return info.interfaces.map(({ name: label, droppedPackets }) => [label, droppedPackets]);
    };
    expect(await dropped('basic/test009')).toEqual([['eth0', 12_345]]);
    expect(await dropped('basic/test013')).toEqual([['silly ethernet interface', 10]]);
    expect(await dropped('advanced/test101')).toEqual([
      ['eth0', 1 + 42],
      ['null1', 0],
      ['silly ethernet interface 2', 10],
    ]);
  });

  it('reads resolutions and offsets of interfaces', async () => {
    const resolutions = async (path: string) => (await read(path)).info.interfaces.map(({ resolution }) => resolution);
    expect(await resolutions('pcapng-suite/output_le/basic/test008.pcapng')).toEqual(['ns', 'ns']);
    expect(await resolutions('pcapng-suite/gopacket/le/test902.pcapng')).toEqual(['2^-8 s']);
  });
});
