// A line of a TLS key log (NSS key log format, draft-ietf-tls-keylogfile): label, ClientHello.random, secret. The random, which every handshake
// shows in the clear, is all that is taken of it: the secret is never held.

const LINE = /^[A-Z][A-Z0-9_]{3,63} ([0-9a-fA-F]{64}) [0-9a-fA-F]{32,256}$/;
/** Of the 32 random bytes; two handshakes of a million have the same six once in 500 captures. */
const BYTES = 6;

/** The fingerprint of the handshake that the line belongs to; undefined where it is none. */
export function randomOfKeyLogLine(line: string): number | undefined {
  const hex = LINE.exec(line)?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex.slice(0, 2 * BYTES), 16);
}

/** The same of ClientHello.random as a handshake shows it. Never 0 but by a chance of 2^-48. */
export function fingerprintOfRandom(random: Uint8Array): number {
  let value = 0;
  for (let i = 0; i < BYTES; i++) value = value * 256 + random[i];
  return value;
}
