// How the parameters of a capture are drawn: pieces that the families share.

import { AGREEMENTS } from './protocols/agreement.mjs';
import { CIPHERS } from './protocols/sealing.mjs';

const SIZES = ['constant', 'spread', 'lognormal', 'blocks'];

/** `captures`: at least so many a part, where the parameters have more to show. */
export function own(group, protocol, vary, { captures = 0, connections = group === 'custom' ? 5 : 15 } = {}) {
  return { group, protocol, vary, captures, connections };
}

export function program(group, transport, name, vary, { captures = 0, connections = 5 } = {}) {
  return { group, transport, program: name, vary, captures, connections };
}

export function turn(choices, i) {
  return choices[i % choices.length];
}

export function talk(draw, bytes, least, most) {
  const size = () => ({ kind: draw.pick(SIZES), bytes: Math.round(bytes * (0.5 + draw.share())) });
  return { up: size(), down: size(), rounds: draw.whole(least, most), pauseMs: draw.pick([5, 20, 60]) };
}

export function web(draw) {
  const sizes = (bytes) => ({
    kind: draw.pick(['spread', 'lognormal']),
    bytes: Math.round(bytes * (0.5 + draw.share())),
  });
  return { up: sizes(600), down: sizes(2500), rounds: draw.whole(1, 4), pauseMs: 20 };
}

export function aead(draw, i, framing) {
  return {
    framing,
    cipher: draw.pick(CIPHERS),
    agreement: turn(AGREEMENTS, i + draw.whole(0, 4)),
    ...talk(draw, 350, 4, 14),
  };
}

export function cells(draw, i, framing) {
  // A first message of another length would break the cells, and CBC does not fill them to the byte.
  return { framing, cipher: turn(CIPHERS.slice(0, 3), i), agreement: 'shared', ...talk(draw, 350, 4, 14) };
}

export function noise(draw, i, pattern) {
  return {
    pattern,
    framing: turn(['u16be', 'u24be', 'u16le'], i),
    cipher: turn(['chacha20-poly1305', 'aes-256-gcm'], i),
    ...talk(draw, 300, 3, 12),
  };
}

export function xor(draw, i, transport) {
  const mask = Array.from({ length: draw.whole(4, 24) }, () => draw.whole(33, 126).toString(16).padStart(2, '0')).join(
    '',
  );
  return { transport, mode: turn(['xormask', 'obfuscate', 'xorptrpos', 'reverse'], i), mask, ...vpn(draw, i) };
}

export function vpn(draw, i) {
  return {
    wrapping: turn(['none', 'tls-auth', 'tls-crypt'], i),
    cipher: draw.pick(['AES-256-GCM', 'CHACHA20-POLY1305']),
    ...web(draw),
  };
}
