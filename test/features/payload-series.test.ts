import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { sharedFolder } from '../support/shared.ts';

interface Packet {
  atSeconds: number;
  bytes: number;
}

function flowOf(packets: readonly Packet[]) {
  const start = packets[0]?.atSeconds ?? 0;
  const messages = packets.map(({ atSeconds, bytes }, i): SentMessage => {
    return { from: i % 2 === 0 ? 'orig' : 'resp', bytes: new Uint8Array(bytes), atSeconds: atSeconds - start };
  });
  return measured(finishedFlow(messages));
}

describe('the series of payload lengths', () => {
  it('is summed up by hand', () => {
    const { number } = flowOf([
      { atSeconds: 0, bytes: 10 },
      { atSeconds: 1, bytes: 20 },
      { atSeconds: 3, bytes: 20 },
      { atSeconds: 4, bytes: 50 },
    ]);
    expect(number('payload_series.mean')).toBe(25);
    expect(number('payload_series.min')).toBe(10);
    expect(number('payload_series.max')).toBe(50);
    // Squares of −15, −5, −5, 25 add up to 900.
    expect(number('payload_series.stdev')).toBeCloseTo(15, 9);
    expect(number('payload_series.rms')).toBeCloseTo(Math.sqrt((100 + 400 + 400 + 2500) / 4), 9);
    // Against the means so far 10, 15, 50/3: |20−10| + |20−15| + |50−50/3|.
    expect(number('payload_series.average_dispersion')).toBeCloseTo((10 + 5 + 100 / 3) / 4, 9);
    expect(number('payload_series.kurtosis')).toBeCloseTo((15 ** 4 + 5 ** 4 + 5 ** 4 + 25 ** 4) / 4 / 15 ** 4, 9);
    expect(number('payload_series.mean_step')).toBeCloseTo(40 / 3, 9);
    expect(number('payload_series.switching_share')).toBeCloseTo(2 / 3, 9);
    expect(number('payload_series.mean_scaled_time_ms')).toBe(2000);
    expect(number('payload_series.mean_gap_ms')).toBeCloseTo(4000 / 3, 6);
    expect(number('payload_series.min_gap_ms')).toBe(1000);
    expect(number('payload_series.max_gap_ms')).toBe(2000);
    // Gaps 1, 2, 1 s against their means so far 1, 1.5, 4/3: 0 + 0.5 + 1/3, over 3, over half of the range of 1 s.
    expect(number('payload_series.time_distribution')).toBeCloseTo((0.5 + 1 / 3) / 3 / 0.5, 9);
  });

  it('says of a single packet what one value can say', () => {
    const { number } = flowOf([{ atSeconds: 0, bytes: 40 }]);
    expect(number('payload_series.mean')).toBe(40);
    expect(number('payload_series.mean_scaled_time_ms')).toBe(0);
    for (const name of [
      'stdev',
      'kurtosis',
      'switching_share',
      'mean_gap_ms',
      'time_distribution',
      'average_dispersion',
    ]) {
      expect(number(`payload_series.${name}`)).toBeNaN();
    }
  });

  it('has no kurtosis when all lengths are equal, and no time distribution when all gaps are', () => {
    const { number } = flowOf([0, 1, 2, 3].map((atSeconds) => ({ atSeconds, bytes: 1400 })));
    expect(number('payload_series.stdev')).toBe(0);
    expect(number('payload_series.kurtosis')).toBeNaN();
    expect(number('payload_series.time_distribution')).toBeNaN();
  });

  it('is left unsaid where a VPN tap made the packets', () => {
    const flow = finishedFlow([{ from: 'orig', bytes: new Uint8Array(9) }], { syntheticPackets: true });
    expect(measured(flow).number('payload_series.mean')).toBeNaN();
  });
});

const corpus = sharedFolder('corpora/ipfixprobe');

describe.skipIf(corpus === undefined)("ipfixprobe's own expected NetTiSA values", () => {
  it('are met wherever its definitions are ours, or differ by a known first term', () => {
    const packets = readPackets(`${corpus}/mixed.pcap`);
    const lines = readFileSync(`${corpus}/gt/ipfixprobe/nettisa`, 'utf8').trim().split('\n');
    const header = lines.find((line) => line.startsWith('ipaddr '));
    const columns = (header ?? '').split(',').map((column) => column.split(' ')[1] as string);
    let compared = 0;
    for (const line of lines.filter((text) => text !== '' && text !== header)) {
      const row = Object.fromEntries(line.split(',').map((value, i) => [columns[i], value]));
      const series = packets.filter((packet) => belongs(packet, row));
      if (series.length !== Number(row['PACKETS']) + Number(row['PACKETS_REV'])) continue;
      compared++;
      const n = series.length;
      const { number } = flowOf(series);
      const expectClose = (name: string, value: number) => {
        const wanted = Number(row[name]);
        expect(Math.abs(value - wanted), `${name} of ${line}`).toBeLessThanOrEqual(1e-6 + Math.abs(wanted) * 1e-6);
      };
      expectClose('NTS_MEAN', number('payload_series.mean'));
      expectClose('NTS_MIN', number('payload_series.min'));
      expectClose('NTS_MAX', number('payload_series.max'));
      expectClose('NTS_ROOT_MEAN_SQUARE', number('payload_series.rms'));
      expectClose('NTS_MEAN_SCALED_TIME', number('payload_series.mean_scaled_time_ms') * 1000);
      expectClose('NTS_MAX_DIFFTIMES', number('payload_series.max_gap_ms') * 1000);
      // Its series of gaps begins with a gap of 0, its deviations with that of the first length from 0, its changes with the first packet.
      expectClose('NTS_MEAN_DIFFTIMES', (number('payload_series.mean_gap_ms') * 1000 * (n - 1)) / n);
      expectClose('NTS_AVERAGE_DISPERSION', number('payload_series.average_dispersion') + series[0]!.bytes / n);
      expectClose('NTS_SWITCHING_RATIO', (number('payload_series.switching_share') * (n - 1) + 1) / n);
    }
    expect(compared).toBeGreaterThanOrEqual(15);
  });
});

/** Seconds are counted from here: microseconds since 1970 do not fit exactly into a number of seconds. */
const CAPTURE_EPOCH = Date.UTC(2016, 9, 28) / 1000;

interface CapturedPacket extends Packet {
  source: string;
  target: string;
  protocol: number;
  ports: [number, number];
}

function belongs(packet: CapturedPacket, row: Record<string, string>): boolean {
  const [source, target] = [addressBytes(row['SRC_IP']), addressBytes(row['DST_IP'])];
  const forward = packet.source === source && packet.target === target;
  const backward = packet.source === target && packet.target === source;
  const [first, last] = [seconds(row['TIME_FIRST']), seconds(row['TIME_LAST'])];
  const ports = [Number(row['SRC_PORT']), Number(row['DST_PORT'])];
  const wanted = forward ? ports : ports.reverse();
  return (
    (forward || backward) &&
    packet.protocol === Number(row['PROTOCOL']) &&
    packet.ports[0] === wanted[0] &&
    packet.ports[1] === wanted[1] &&
    packet.atSeconds >= first - 1e-6 &&
    packet.atSeconds <= last + 1e-6
  );
}

function seconds(text: string | undefined): number {
  const [date, fraction] = (text ?? '').split('.');
  return Date.parse(`${date}Z`) / 1000 - CAPTURE_EPOCH + Number(`0.${fraction}`);
}

/** Ethernet, IPv4 and IPv6 without extensions but hop-by-hop; payload as ipfixprobe counts it: all of it behind IP, TCP or UDP headers. */
function readPackets(path: string): CapturedPacket[] {
  const file = readFileSync(path);
  const packets: CapturedPacket[] = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    const frame = file.subarray(at + 16, at + 16 + captured);
    const atSeconds = file.readUInt32LE(at) - CAPTURE_EPOCH + file.readUInt32LE(at + 4) / 1e6;
    at += 16 + captured;
    const type = frame.readUInt16BE(12);
    if (type !== 0x0800 && type !== 0x86dd) continue;
    const ip = frame.subarray(14);
    const four = type === 0x0800;
    let protocol = four ? ip[9]! : ip[6]!;
    let header = four ? (ip[0]! & 15) * 4 : 40;
    if (!four && protocol === 0) {
      protocol = ip[40]!;
      header += 8 + ip[41]! * 8;
    }
    const total = four ? ip.readUInt16BE(2) : 40 + ip.readUInt16BE(4);
    const transport = ip.subarray(header);
    const hasPorts = protocol === 6 || protocol === 17;
    const own = protocol === 6 ? (transport[12]! >> 4) * 4 : protocol === 17 ? 8 : 0;
    packets.push({
      atSeconds,
      bytes: total - header - own,
      protocol,
      source: address(ip, four ? 12 : 8, four),
      target: address(ip, four ? 16 : 24, four),
      ports: hasPorts ? [transport.readUInt16BE(0), transport.readUInt16BE(2)] : [0, 0],
    });
  }
  return packets;
}

function address(ip: Buffer, at: number, four: boolean): string {
  return ip.subarray(at, at + (four ? 4 : 16)).toString('hex');
}

/** The hexadecimal bytes of an address as text writes it. */
function addressBytes(text = ''): string {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number)).toString('hex');
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const missing = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...new Array(missing).fill('0'), ...groups(tail)]
    .map((group) => group.padStart(4, '0'))
    .join('');
}
