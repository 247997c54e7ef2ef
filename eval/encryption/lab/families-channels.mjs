// Families whose flows are short, so that only all flows of a channel show what they are; clear ones of the same shape; and known protocols
// that are met in mid-flow only.

import { own, program, talk, turn } from './draws.mjs';
import { PLAIN_FAMILIES } from './families-plain.mjs';

const MAGICS = ['02', '000055aa', 'cd01', 'f2f0'];
const SHORT_CIPHERS = ['bare', 'aes-128-gcm', 'chacha20-poly1305'];

function layout(draw, i) {
  return {
    magic: turn(MAGICS, i + draw.whole(0, 3)),
    account: draw.pick(['fixed', 'session']),
    padding: draw.pick([0, 0, 2, 6]),
    trailer: draw.pick(['', '', '03', '0000aa55']),
  };
}

function short(draw, i, rounds) {
  const cipher = turn(SHORT_CIPHERS, i);
  return {
    ...layout(draw, i),
    cipher,
    blocks: draw.share() < 0.5,
    up: { kind: 'spread', bytes: draw.whole(24, 70) },
    answer: draw.whole(16, 48),
    rounds,
    pauseMs: 10,
  };
}

export const CHANNEL_FAMILIES = {
  'short-udp': own('custom', 'shortDatagrams', (draw, i) => short(draw, i, draw.whole(1, 3)), { connections: 10 }),
  'short-tcp': own('custom', 'shortStream', (draw, i) => short(draw, i, draw.whole(1, 2)), { connections: 10 }),
  'mixed-udp': own('custom', 'shortDatagrams', (draw, i) => ({
    ...short(draw, i, draw.whole(10, 30)),
    padding: draw.whole(8, 20),
    up: { kind: 'lognormal', bytes: draw.whole(60, 160) },
  })),
  'block-udp': own(
    'custom',
    'blockDatagrams',
    (draw, i) => ({ ...layout(draw, i), rounds: draw.whole(3, 8), pauseMs: 10 }),
    {
      connections: 8,
    },
  ),
  'mqtt-short': program('custom', 'tcp', 'mosquitto', (draw, i) => ({
    payload: turn(['sealed', 'sealed_json'], i),
    topic: 'dev/9/up',
    qos: i % 2,
    cipher: draw.pick(['aes-128-gcm', 'chacha20-poly1305']),
    ...talk(draw, 60, 1, 2),
  })),
  'short-udp-clear': own('custom-cleartext', 'shortClearDatagrams', (draw, i) => ({
    ...layout(draw, i),
    readings: draw.whole(1, 8),
    token: draw.pick([0, 8, 16]),
    rounds: draw.whole(1, 4),
    pauseMs: 10,
  })),
  'gossip-udp': own('custom-cleartext', 'gossipDatagrams', (draw, i) => ({
    ...layout(draw, i),
    ids: draw.whole(2, 8),
    rounds: draw.whole(2, 12),
    pauseMs: 10,
  })),
  // Standard protocols and media of which no flow shows its beginning.
  'ssh-midflow': midflow(PLAIN_FAMILIES.ssh),
  'tls-midflow': midflow(PLAIN_FAMILIES.stunnel),
  'dtls-midflow': midflow(PLAIN_FAMILIES.dtls),
  'openvpn-midflow': midflow(PLAIN_FAMILIES.openvpn),
  'openvpn-tcp-midflow': midflow(PLAIN_FAMILIES['openvpn-tcp']),
  'wireguard-midflow': midflow(PLAIN_FAMILIES.wireguard),
  'media-midflow': midflow(PLAIN_FAMILIES['http-media']),
};

function midflow(family) {
  return { ...family, captures: 0, midflow: 1 };
}
