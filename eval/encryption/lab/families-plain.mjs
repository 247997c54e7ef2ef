// Families of what must not be called ciphertext: compressed, media, home-made cleartext, cleartext protocols with random-looking parts,
// and standard encrypted protocols.

import { own, program, talk, turn, vpn, web } from './draws.mjs';

export const PLAIN_FAMILIES = {
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
    { captures: 6 },
  ),
  'stream-compressed': own(
    'compressed',
    'compressedStream',
    (draw, i) => ({
      framing: turn(['u32be', 'u16be', 'u32le', 'raw'], i),
      coding: turn(['gzip', 'zlib', 'deflate', 'brotli', 'zstd', 'xz', 'bzip2', 'lz4'], i),
      ...talk(draw, 2500, 3, 8),
    }),
    { captures: 8 },
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
    { captures: 8 },
  ),
  'stream-media': own(
    'compressed',
    'mediaStream',
    (draw, i) => ({
      framing: turn(['u32be', 'u16be', 'raw'], i),
      format: turn(['jpg', 'png', 'ogg', 'opus', 'webm', 'mp3', 'webp', 'mp4'], i),
      ...talk(draw, 200, 2, 5),
    }),
    { captures: 8 },
  ),
  'rtp-media': own('compressed', 'rtpDatagrams', (_draw, i) => ({
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
  'http-tokens': own('cleartext', 'tokenHttp', (draw) => ({ path: '/v1/me', ...talk(draw, 900, 2, 6) }), {
    captures: 6,
  }),
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
  wireguard: program('standard', 'udp', 'wireguard', (draw) => web(draw), { connections: 3 }),
  openvpn: program('standard', 'udp', 'openvpn', (draw, i) => ({ ...vpn(draw, i), transport: 'udp' }), {
    connections: 3,
  }),
  'openvpn-tcp': program('standard', 'tcp', 'openvpn', (draw, i) => ({ ...vpn(draw, i), transport: 'tcp' }), {
    connections: 3,
  }),
};
