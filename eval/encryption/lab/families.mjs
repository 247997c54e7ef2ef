// The families of the lab: what they are in truth, which protocol or program speaks, and from which parameters a capture is drawn.
// `group` is that of the evaluation; `vary(draw, i)` gives the parameters of the i-th capture of a part.

import { AGREEMENTS } from './protocols/agreement.mjs';
import { HTTP_SHAPES } from './protocols/sealed-http.mjs';

const SIZES = ['constant', 'spread', 'lognormal', 'blocks'];
const AEAD = ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305', 'aes-256-cbc'];
const HIGH = { least: 4000, most: 60_000 };

export const FAMILIES = {
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
    security: turn(['aes-128-gcm', 'chacha20-poly1305', 'none'], i),
    ...web(draw),
  })),
  'vmess-kcp': program('custom', 'udp', 'v2ray', (draw, i) => ({
    network: 'kcp',
    header: turn(['none', 'srtp', 'utp', 'wechat-video'], i),
    kcpSeed: `s${draw.whole(0, 1e9)}`,
    security: 'aes-128-gcm',
    ...web(draw),
  })),
  'openvpn-xor': program('custom', 'udp', 'openvpnXor', (draw, i) => xor(draw, i, 'udp'), 3),
  'openvpn-xor-tcp': program('custom', 'tcp', 'openvpnXor', (draw, i) => xor(draw, i, 'tcp'), 3),
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
    cipher: draw.pick(AEAD),
    ...talk(draw, 300, 12, 40),
  })),
  'noise-xx': own('custom', 'noise', (draw, i) => noise(draw, i, 'XX')),
  'noise-ik': own('custom', 'noise', (draw, i) => noise(draw, i, 'IK')),
  mtproto: own('custom', 'mtproto', (draw) => talk(draw, 400, 4, 14)),
  'fake-tls': own('custom', 'fakeTls', (draw, i) => ({
    hello: i % 2 === 1,
    cipher: draw.pick(AEAD),
    ...talk(draw, 500, 4, 14),
  })),
  // Ciphertext inside a cleartext protocol.
  'http-sealed': own(
    'custom',
    'sealedHttp',
    (draw, i) => ({ shape: turn(HTTP_SHAPES, i), path: '/v1/report', ...talk(draw, 900, 2, 6) }),
    8,
  ),
  'protobuf-sealed': own('custom', 'protobufSealed', (draw, i) => ({
    framing: turn(['varint', 'u32be'], i),
    cipher: draw.pick(AEAD),
    keyId: turn(['k1', 'key-2026-11', 'a'], i),
    version: draw.whole(1, 9),
    ...talk(draw, 350, 4, 14),
  })),
  'websocket-sealed': own('custom', 'websocket', (draw, i) => ({
    body: turn(['sealed', 'sealed', 'sealed_text'], i),
    path: '/rt',
    cipher: draw.pick(AEAD),
    ...talk(draw, 350, 4, 14),
  })),
  'mqtt-sealed': program('custom', 'tcp', 'mosquitto', (draw, i) => ({
    payload: turn(['sealed', 'sealed_json'], i),
    topic: 'dev/7/up',
    qos: i % 2,
    cipher: draw.pick(AEAD),
    ...talk(draw, 350, 2, 4),
  })),
  'dns-sealed': own('custom', 'sealedDns', (draw) => ({
    domain: `t${draw.whole(1, 99)}.example`,
    up: { kind: 'constant', bytes: 60 },
    down: { kind: 'spread', bytes: draw.pick([120, 200, 500]) },
    rounds: draw.whole(10, 30),
    pauseMs: 20,
  })),

  // Compressed, or media.
  'http-compressed': own(
    'compressed',
    'compressedHttp',
    (draw, i) => ({
      coding: turn(['gzip', 'brotli', 'zlib', 'zstd'], i),
      declared: i % 3 !== 2,
      path: '/v1/events',
      ...talk(draw, 2500, 2, 6),
    }),
    6,
  ),
  'stream-compressed': own(
    'compressed',
    'compressedStream',
    (draw, i) => ({
      framing: turn(['u32be', 'u16be', 'u32le', 'raw'], i),
      coding: turn(['gzip', 'zlib', 'deflate', 'brotli', 'zstd', 'xz', 'bzip2', 'lz4'], i),
      ...talk(draw, 2500, 3, 8),
    }),
    8,
  ),
  'websocket-deflate': own('compressed', 'websocket', (draw) => ({
    body: 'deflate',
    path: '/rt',
    ...talk(draw, 600, 4, 12),
  })),
  'http-media': own(
    'compressed',
    'mediaHttp',
    (draw, i) => ({
      format: turn(['png', 'jpg', 'webp', 'mp3', 'ogg', 'mp4', 'webm', 'flac'], i),
      typed: i % 2 === 0,
      path: '/media/1',
      ...talk(draw, 200, 1, 3),
    }),
    8,
  ),
  'stream-media': own(
    'compressed',
    'mediaStream',
    (draw, i) => ({
      framing: turn(['u32be', 'u16be', 'raw'], i),
      format: turn(['jpg', 'png', 'ogg', 'opus', 'webm', 'mp3', 'webp', 'mp4'], i),
      ...talk(draw, 200, 2, 5),
    }),
    8,
  ),
  'rtp-media': own('compressed', 'rtpDatagrams', (draw, i) => ({
    format: turn(['opus', 'h264', 'mp3'], i),
    payloadType: turn([111, 96, 14], i),
    up: { kind: 'spread', bytes: turn([160, 1000, 400], i) },
    rounds: 40,
    pauseMs: 10,
  })),

  // Home-made, in the clear.
  'game-udp': own('custom-cleartext', 'gameDatagrams', (draw, i) => ({
    entities: draw.whole(2, 30),
    packed: i % 2 === 1,
    rounds: 60,
    pauseMs: 10,
  })),
  'sensor-udp': own('custom-cleartext', 'sensorDatagrams', (draw) => ({
    readings: draw.whole(3, 20),
    version: draw.whole(1, 9),
    rounds: 20,
    pauseMs: 20,
  })),
  'telemetry-tcp': own('custom-cleartext', 'telemetryStream', (draw, i) => ({
    framing: turn(['u16be', 'u32le', 'varint'], i),
    readings: draw.whole(5, 60),
    version: draw.whole(1, 9),
    rounds: draw.whole(5, 20),
    pauseMs: 20,
  })),
  'lamp-tcp': own('custom-cleartext', 'lampStream', (draw) => ({
    framing: 'raw',
    rounds: draw.whole(8, 30),
    pauseMs: 20,
  })),
  'protobuf-clear': own('custom-cleartext', 'protobufClear', (draw, i) => ({
    framing: turn(['varint', 'u32be'], i),
    version: draw.whole(1, 9),
    ...talk(draw, 400, 4, 14),
  })),

  // Cleartext protocols with random-looking parts.
  'http-archives': own('cleartext', 'archiveHttp', (draw, i) => ({
    format: turn(['zip', '7z', 'enc', 'gpg'], i),
    type: turn(
      ['application/zip', 'application/x-7z-compressed', 'application/octet-stream', 'application/octet-stream'],
      i,
    ),
    path: '/backup',
    ...talk(draw, 200, 1, 2),
  })),
  'http-tokens': own('cleartext', 'tokenHttp', (draw) => ({ path: '/v1/me', ...talk(draw, 900, 2, 6) }), 6),
  'websocket-json': own('cleartext', 'websocket', (draw) => ({ body: 'json', path: '/rt', ...talk(draw, 400, 4, 12) })),
  'mqtt-json': program('cleartext', 'tcp', 'mosquitto', (draw, i) => ({
    payload: 'json',
    topic: 'dev/7/up',
    qos: i % 2,
    ...talk(draw, 350, 2, 4),
  })),
  'dns-plain': own('cleartext', 'plainDns', (draw) => ({
    domain: `app${draw.whole(1, 99)}.example`,
    rounds: 12,
    pauseMs: 20,
  })),

  // Standard encrypted protocols.
  stunnel: program('standard', 'tcp', 'stunnel', (draw, i) => ({
    version: turn(['TLSv1.3', 'TLSv1.2'], i),
    ...web(draw),
  })),
  ssh: program('standard', 'tcp', 'ssh', (draw, i) => ({
    keyType: turn(['ed25519', 'rsa', 'ecdsa'], i),
    cipher: turn(['chacha20-poly1305@openssh.com', 'aes128-ctr', 'aes256-gcm@openssh.com'], i),
    ...web(draw),
  })),
  dtls: program('standard', 'udp', 'dtls', (draw) => ({ version: '-dtls1_2', ...talk(draw, 300, 4, 10) })),
  wireguard: program('standard', 'udp', 'wireguard', (draw) => web(draw), 3),
  openvpn: program('standard', 'udp', 'openvpn', (draw, i) => ({ ...vpn(draw, i), transport: 'udp' }), 3),
  'openvpn-tcp': program('standard', 'tcp', 'openvpn', (draw, i) => ({ ...vpn(draw, i), transport: 'tcp' }), 3),
};

function own(group, protocol, vary, connections = 5) {
  return { group, protocol, vary, connections, ports: HIGH };
}

function program(group, transport, name, vary, connections = 5) {
  return { group, transport, program: name, vary, connections, ports: HIGH };
}

function turn(choices, i) {
  return choices[i % choices.length];
}

function talk(draw, bytes, least, most) {
  const size = () => ({ kind: draw.pick(SIZES), bytes: Math.round(bytes * (0.5 + draw.share())) });
  return { up: size(), down: size(), rounds: draw.whole(least, most), pauseMs: draw.pick([5, 20, 60]) };
}

function web(draw) {
  const sizes = (bytes) => ({
    kind: draw.pick(['spread', 'lognormal']),
    bytes: Math.round(bytes * (0.5 + draw.share())),
  });
  return { up: sizes(600), down: sizes(2500), rounds: draw.whole(1, 4), pauseMs: 20 };
}

function aead(draw, i, framing) {
  return {
    framing,
    cipher: draw.pick(AEAD),
    agreement: turn(AGREEMENTS, i + draw.whole(0, 4)),
    ...talk(draw, 350, 4, 14),
  };
}

function cells(draw, i, framing) {
  // A first message of another length would break the cells, and CBC does not fill them to the byte.
  return { framing, cipher: turn(AEAD.slice(0, 3), i), agreement: 'shared', ...talk(draw, 350, 4, 14) };
}

function noise(draw, i, pattern) {
  return {
    pattern,
    framing: turn(['u16be', 'u24be', 'u16le'], i),
    cipher: turn(['chacha20-poly1305', 'aes-256-gcm'], i),
    ...talk(draw, 300, 3, 12),
  };
}

function xor(draw, i, transport) {
  const mask = Array.from({ length: draw.whole(4, 24) }, () => draw.whole(33, 126).toString(16).padStart(2, '0')).join(
    '',
  );
  return { transport, mode: turn(['xormask', 'obfuscate', 'xorptrpos', 'reverse'], i), mask, ...vpn(draw, i) };
}

function vpn(draw, i) {
  return {
    wrapping: turn(['none', 'tls-auth', 'tls-crypt'], i),
    cipher: draw.pick(['AES-256-GCM', 'CHACHA20-POLY1305']),
    ...web(draw),
  };
}
