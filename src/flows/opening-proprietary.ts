// Encrypted protocols of one vendor each, told by the fixed bytes that they leave in the clear: an entry each.

import type { OpeningProtocol } from './opening-recogniser.ts';

export const OPENING_PROPRIETARY: readonly OpeningProtocol[] = [
  {
    name: 'alicloud',
    transport: 'tcp',
    title: "Alibaba Cloud's message protocol",
    orig: ['cefabeba 0000'],
    resp: ['cefabeba 0000'],
    kind: 'custom',
  },
  {
    name: 'avast',
    transport: 'tcp',
    title: "Avast's NOS protocol",
    orig: ['"NOSA"'],
    resp: ['"NOS"'],
    length: { at: 4, bytes: 2, adds: 0 },
    kind: 'custom',
  },
  {
    name: 'avast-securedns',
    transport: 'udp',
    title: "Avast's SecureDNS",
    orig: ['.. .. .. .. .. .. .. .. .. .. .. 00013209 "securedns"'],
    kind: 'custom',
  },
  {
    name: 'agora',
    transport: 'udp',
    title: "Agora's SD-RTN",
    orig: ['.. .. .. .. .. .. 21 .. .. .. .. .. 04 "SNI"'],
    kind: 'custom',
  },
  {
    name: 'xiaomi-push',
    transport: 'tcp',
    title: "Xiaomi's push protocol",
    orig: ['c2fe 000.'],
    resp: ['c2fe 000.'],
    length: { at: 4, bytes: 4, adds: 12 },
    kind: 'custom',
  },
  {
    name: 'teamviewer',
    transport: 'tcp',
    title: "TeamViewer's command stream",
    orig: ['1724 .. ..', '1130 .. ..'],
    resp: ['1724 .. ..', '1130 .. ..'],
    kind: 'custom',
  },
  {
    name: 'teamviewer-udp',
    transport: 'udp',
    title: "TeamViewer's datagrams",
    orig: ['00000000 00000000 0000 .. 1724'],
    kind: 'custom',
  },
  {
    name: 'genshin-kcp',
    transport: 'udp',
    title: "Genshin Impact's KCP handshake",
    orig: ['000000ff ........ ........ 499602d2 ffffffff'],
    kind: 'custom',
  },
  {
    name: 'fbzero',
    transport: 'tcp',
    title: "Facebook's Zero protocol",
    orig: ['31 "QTV"'],
    resp: ['31 "QTV"'],
    kind: 'custom',
  },
  {
    name: 'spotify-ap',
    transport: 'tcp',
    title: "Spotify's access points",
    orig: ['0004 0000 .. .. 52'],
    length: { at: 2, bytes: 4, adds: 0 },
    kind: 'custom',
  },
  // After nDPI's description (viber.c); no capture of it was at hand. Its datagrams leave 16 bits in the clear, which prove nothing.
  {
    name: 'viber',
    transport: 'tcp',
    title: "Viber's message stream",
    orig: ['.. .. .. .. .. .. fcff .. 80', '.. .. .. .. 0380 .. .. .. .. 0a'],
    length: { at: 0, bytes: 2, littleEndian: true, adds: 0 },
    kind: 'custom',
  },
];
