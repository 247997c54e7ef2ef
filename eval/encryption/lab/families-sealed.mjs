// Families of ciphertext that no standard protocol explains: which protocol or program speaks, and from which parameters a capture is drawn.
// `vary(draw, i)` gives the parameters of the i-th capture of a part.

import { aead, cells, noise, own, program, talk, turn, web, xor } from './draws.mjs';
import { HTTP_SHAPES } from './protocols/sealed-http.mjs';
import { CIPHERS } from './protocols/sealing.mjs';

export const SEALED_FAMILIES = {
  // Ciphertext that no standard protocol explains: programs of others.
  shadowsocks: program('custom', 'tcp', 'shadowsocks', (draw, i) => ({
    method: turn(['aes-128-gcm', 'aes-256-gcm', 'chacha20-ietf-poly1305'], i),
    ...web(draw),
  })),
  'shadowsocks-obfs': program('custom', 'tcp', 'shadowsocksObfs', (draw, i) => ({
    method: 'aes-256-gcm',
    obfs: turn(['http', 'tls'], i),
    ...web(draw),
  })),
  obfs4: program('custom', 'tcp', 'obfsproxy', (draw, i) => ({
    transport: 'obfs4',
    iat: turn([0, 1, 2], i),
    ...web(draw),
  })),
  obfs3: program('custom', 'tcp', 'obfsproxy', (draw) => ({ transport: 'obfs3', ...web(draw) })),
  vmess: program('custom', 'tcp', 'v2ray', (draw, i) => ({
    network: 'tcp',
    security: turn(['aes-128-gcm', 'chacha20-poly1305', 'auto'], i),
    ...web(draw),
  })),
  'vmess-kcp': program('custom', 'udp', 'v2ray', (draw, i) => ({
    network: 'kcp',
    header: turn(['none', 'srtp', 'utp', 'wechat-video'], i),
    kcpSeed: `s${draw.whole(0, 1e9)}`,
    security: 'aes-128-gcm',
    ...web(draw),
  })),
  'openvpn-xor': program('custom', 'udp', 'openvpnXor', (draw, i) => xor(draw, i, 'udp'), { connections: 3 }),
  'openvpn-xor-tcp': program('custom', 'tcp', 'openvpnXor', (draw, i) => xor(draw, i, 'tcp'), { connections: 3 }),
  // Home-made, every framing.
  'aead-none': own('custom', 'sealed', (draw, i) => ({ ...aead(draw, i, 'none'), opening: turn([16, 32, 64, 24], i) })),
  'aead-u16': own('custom', 'sealed', (draw, i) => aead(draw, i, turn(['u16be', 'u16le'], i))),
  'aead-u24': own('custom', 'sealed', (draw, i) => aead(draw, i, turn(['u24be', 'u24le'], i))),
  'aead-u32': own('custom', 'sealed', (draw, i) => aead(draw, i, turn(['u32be', 'u32le'], i))),
  'aead-varint': own('custom', 'sealed', (draw, i) => aead(draw, i, 'varint')),
  'aead-magic': own('custom', 'sealed', (draw, i) => ({
    ...aead(draw, i, turn(['u16be', 'u32le', 'u32be'], i)),
    magic: turn(['4d5a0102', 'fe01', 'cafe0001', '42434e5401000000'], i),
  })),
  'aead-cell64': own('custom', 'sealed', (draw, i) => cells(draw, i, 'cell64')),
  'aead-cell514': own('custom', 'sealed', (draw, i) => cells(draw, i, 'cell514')),
  'aead-cell1024': own('custom', 'sealed', (draw, i) => cells(draw, i, 'cell1024')),
  'aead-udp': own('custom', 'sealedDatagrams', (draw, i) => ({
    header: turn(['none', 'counter', 'session'], i),
    cipher: draw.pick(CIPHERS),
    ...talk(draw, 300, 12, 40),
  })),
  'noise-xx': own('custom', 'noise', (draw, i) => noise(draw, i, 'XX')),
  'noise-ik': own('custom', 'noise', (draw, i) => noise(draw, i, 'IK')),
  mtproto: own('custom', 'mtproto', (draw) => talk(draw, 400, 4, 14)),
  'fake-tls': own('custom', 'fakeTls', (draw, i) => ({
    hello: i % 2 === 1,
    cipher: draw.pick(CIPHERS),
    ...talk(draw, 500, 4, 14),
  })),
  // Ciphertext inside a cleartext protocol.
  'http-sealed': own(
    'custom',
    'sealedHttp',
    (draw, i) => ({ shape: turn(HTTP_SHAPES, i), path: '/v1/report', ...talk(draw, 900, 2, 6) }),
    { captures: 8 },
  ),
  'protobuf-sealed': own('custom', 'protobufSealed', (draw, i) => ({
    framing: turn(['varint', 'u32be'], i),
    cipher: draw.pick(CIPHERS),
    keyId: turn(['k1', 'key-2026-11', 'a'], i),
    version: draw.whole(1, 9),
    ...talk(draw, 350, 4, 14),
  })),
  'websocket-sealed': own('custom', 'websocket', (draw, i) => ({
    body: turn(['sealed', 'sealed', 'sealed_text'], i),
    path: '/rt',
    cipher: draw.pick(CIPHERS),
    ...talk(draw, 350, 4, 14),
  })),
  'mqtt-sealed': program('custom', 'tcp', 'mosquitto', (draw, i) => ({
    payload: turn(['sealed', 'sealed_json'], i),
    topic: 'dev/7/up',
    qos: i % 2,
    cipher: draw.pick(CIPHERS),
    ...talk(draw, 350, 2, 4),
  })),
  'dns-sealed': own('custom', 'sealedDns', (draw) => ({
    domain: `t${draw.whole(1, 99)}.example`,
    up: { kind: 'constant', bytes: 60 },
    down: { kind: 'spread', bytes: draw.pick([120, 200, 500]) },
    rounds: draw.whole(10, 30),
    pauseMs: 20,
  })),
};
