import { expect, it } from 'vitest';
import { fingerprintOfRandom, randomOfKeyLogLine } from '../../src/parse/key-log-line.ts';

it('a line of any label names the handshake that shows the same random', () => {
  const random = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7 + 1));
  const secret = 'cd'.repeat(48);
  for (const label of [
    'CLIENT_RANDOM',
    'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
    'EXPORTER_SECRET',
    'QUIC_CLIENT_TRAFFIC_SECRET_0',
  ])
    expect(randomOfKeyLogLine(`${label} ${random.toString('hex')} ${secret}`)).toBe(fingerprintOfRandom(random));
  expect(randomOfKeyLogLine(`CLIENT_RANDOM ${random.toString('hex').toUpperCase()} ${secret}`)).toBe(
    fingerprintOfRandom(random),
  );
});

it('what is no such line names none', () => {
  for (const line of [
    '',
    '# comment',
    `CLIENT_RANDOM ${'ab'.repeat(31)} ${'cd'.repeat(48)}`,
    `RSA ${'ab'.repeat(8)} ${'cd'.repeat(48)}`,
    `client_random ${'ab'.repeat(32)} ${'cd'.repeat(48)}`,
  ])
    expect(randomOfKeyLogLine(line), line).toBeUndefined();
});
