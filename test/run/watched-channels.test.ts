import { expect, it } from 'vitest';
import type { PacketView } from '../../src/parse/packet-view.ts';
import { WatchedChannels, type WatchedSeries } from '../../src/run/watched-channels.ts';
import { START_US } from '../support/capture-bytes.ts';
import { decodeFrame } from '../support/decode-frame.ts';
import { ethernet, ipv4, tcp, udp } from '../support/frame-bytes.ts';

const DEVICE = '10.0.0.1';
const SERVER = '10.0.0.2';

interface Looked {
  of: string;
  count: number;
  port: number;
}

function channels(isEnough: (series: WatchedSeries) => boolean = () => false) {
  const looks: Looked[] = [];
  const watched = new WatchedChannels((series) => {
    looks.push({ of: series.of, count: series.count, port: series.port });
    return isEnough(series);
  });
  return { watched, looks };
}

function at(seconds: number, frame: Uint8Array): PacketView {
  const { view } = decodeFrame(frame);
  view.timeUs = START_US + seconds * 1e6;
  return view;
}

const accepted = (seconds: number, port = 443) =>
  at(
    seconds,
    ethernet(ipv4(tcp(undefined, { from: port, to: 40_001, flags: 0x12 }), { from: SERVER, to: DEVICE, protocol: 6 })),
  );
const data = (seconds: number, from = DEVICE, to = SERVER, ports = { from: 40_001, to: 443 }) =>
  at(seconds, ethernet(ipv4(tcp(Buffer.from('ping'), ports), { from, to, protocol: 6 })));

it('an accepted connection counts for the one who asked, a refused one and its repeats do not', () => {
  const { watched, looks } = channels();
  for (let turn = 0; turn < 5; turn++) {
    watched.packet(accepted(60 * turn));
    watched.packet(accepted(60 * turn + 0.2));
    watched.packet(
      at(60 * turn, ethernet(ipv4(tcp(undefined, { flags: 0x02 }), { from: DEVICE, to: SERVER, protocol: 6 }))),
    );
  }
  expect(looks).toEqual([{ of: 'connections', count: 5, port: 443 }]);
  expect(watched.size).toBe(1);
});

it('heartbeats inside one connection are messages of the side that opened it', () => {
  const { watched, looks } = channels();
  watched.packet(accepted(0));
  for (let turn = 1; turn <= 6; turn++) {
    watched.packet(data(20 * turn));
    watched.packet(data(20 * turn + 2, SERVER, DEVICE, { from: 443, to: 40_001 }));
  }
  expect(looks).toEqual([5, 6].map((count) => ({ of: 'messages', count, port: 443 })));
});

it('a rhythm of connections is not told again as one of their messages', () => {
  const { watched, looks } = channels((series) => series.count >= 8);
  for (let turn = 0; turn < 20; turn++) {
    watched.packet(accepted(60 * turn));
    watched.packet(data(60 * turn + 0.1));
  }
  expect(looks.map(({ of, count }) => `${of} ${count}`)).toEqual([
    'connections 5',
    'messages 5',
    'connections 6',
    'messages 6',
    'connections 7',
    'messages 7',
    'connections 8',
  ]);
});

it('datagrams count, answers from a service do not', () => {
  const { watched, looks } = channels();
  for (let turn = 0; turn < 5; turn++) {
    const asks = udp(Buffer.from('ask'), 40_000, 123);
    const answers = udp(Buffer.from('say'), 123, 40_000);
    watched.packet(at(64 * turn, ethernet(ipv4(asks, { from: DEVICE, to: SERVER }))));
    watched.packet(at(64 * turn + 1.5, ethernet(ipv4(answers, { from: SERVER, to: DEVICE }))));
  }
  expect(looks).toEqual([{ of: 'datagrams', count: 5, port: 123 }]);
});

it('looks are few however long it runs, and end when there is something to tell', () => {
  const long = channels();
  for (let turn = 0; turn < 5000; turn++) long.watched.packet(accepted(10 * turn));
  expect(long.looks.map(({ count }) => count)).toEqual([5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 60, 100, 160, 250]);
  const told = channels(({ count }) => count === 7);
  for (let turn = 0; turn < 100; turn++) told.watched.packet(accepted(10 * turn));
  expect(told.looks.map(({ count }) => count)).toEqual([5, 6, 7]);
});

it('channels without number make room: the one that was silent longest goes', () => {
  const { watched, looks } = channels();
  for (let port = 1; port <= 5000; port++) {
    watched.packet(accepted(port * 0.01, port));
    watched.packet(accepted(port * 0.01, 60_000));
  }
  expect(watched.size).toBe(4096);
  expect(looks.filter(({ port }) => port === 60_000).length).toBeGreaterThan(0);
});

it('events that run backwards in time are not kept', () => {
  const { watched, looks } = channels();
  for (let turn = 0; turn < 40; turn++) watched.packet(accepted(-turn));
  expect(looks).toEqual([]);
});
