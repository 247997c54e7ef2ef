import { expect, test } from 'vitest';
import { bittorrentRecogniser } from '../../src/flows/recognise-bittorrent.ts';
import {
  altered,
  ascii,
  corpora,
  hex,
  joined,
  orig,
  recognise,
  recognisedIn,
  resp,
} from '../support/recogniser-runs.ts';

const udp = { protocol: 17 };
const HANDSHAKE = joined(ascii('\x13BitTorrent protocol'), new Uint8Array(48));
const PING = ascii('d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe');

test('the handshake of peers is BitTorrent, from either side', () => {
  expect(recognise(bittorrentRecogniser, [orig(HANDSHAKE)])?.service).toBe('bittorrent');
  expect(recognise(bittorrentRecogniser, [resp(HANDSHAKE)])?.service).toBe('bittorrent');
  expect(recognise(bittorrentRecogniser, [orig(altered(HANDSHAKE, 12))])).toBeUndefined();
});

test('a DHT message must end with its datagram and say its kind', () => {
  expect(recognise(bittorrentRecogniser, [orig(PING)], udp)?.reason).toBe('BitTorrent: DHT message');
  expect(recognise(bittorrentRecogniser, [orig(joined(PING, ascii('x')))], udp)).toBeUndefined();
  expect(recognise(bittorrentRecogniser, [orig(ascii('d1:ad2:id20:abcdefghij0123456789ee'))], udp)).toBeUndefined();
});

test('a uTP connection is proved by its answer', () => {
  const syn = hex('41 00 1a2b 00000001 00000000 00100000 0001 0000');
  const state = hex('21 00 1a2b 00000002 00000001 00100000 5566 0001');
  expect(recognise(bittorrentRecogniser, [orig(syn), resp(state)], udp)?.service).toBe('bittorrent');
  expect(recognise(bittorrentRecogniser, [orig(syn)], udp)).toBeUndefined();
  expect(recognise(bittorrentRecogniser, [orig(syn), resp(altered(state, 19))], udp)).toBeUndefined();
});

test('a request to a tracker and the local discovery are known', () => {
  expect(recognise(bittorrentRecogniser, [orig(hex('00000417 27101980 00000000 01020304'))], udp)?.service).toBe(
    'bittorrent',
  );
  expect(recognise(bittorrentRecogniser, [orig(ascii('BT-SEARCH * HTTP/1.1\r\n'))], udp)?.service).toBe('bittorrent');
});

test.skipIf(corpora === undefined)('a real conversation is recognised', async () => {
  expect((await recognisedIn(bittorrentRecogniser, 'ndpi/bittorrent.pcap')).length).toBe(24);
});
test.skipIf(corpora === undefined)('real datagrams are recognised', async () => {
  expect((await recognisedIn(bittorrentRecogniser, 'arkime/bt-udp.pcap')).length).toBe(3);
});
