import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenAlgorithm, readSshKexInit } from '../../src/parse/ssh-kexinit.ts';
import { kexInitPacket } from '../support/ssh-packets.ts';

const packet = kexInitPacket({ kex: 'a,b', hostKey: 'c', toServer: 'd', toClient: 'e', macs: 'f' });

test('the lists are read in their order, behind what came before', () => {
  expect(readSshKexInit(Uint8Array.from([1, 2, ...packet]), 2)).toEqual({
    ok: true,
    value: {
      kex: 'a,b',
      hostKey: 'c',
      ciphersToServer: 'd',
      ciphersToClient: 'e',
      macsToServer: 'f',
      macsToClient: 'f',
      compressionToServer: 'none',
      compressionToClient: 'none,zlib',
    },
  });
});

test('a packet cut before its lists end asks for more', () => {
  const lists = 6 + 16 + 10 * 4 + 'a,bcdeffnonenone,zlib'.length + 5;
  for (let length = 0; length < lists; length++) {
    expect(readSshKexInit(packet.subarray(0, length), 0)).toMatchObject({ ok: false, needMore: true });
  }
});

test('absurd lengths and other messages are refused', () => {
  const changed = (at: number, value: number) => packet.map((byte, i) => (i === at ? value : byte));
  for (const damaged of [
    changed(0, 1),
    changed(4, 2),
    changed(4, 255),
    changed(5, 21),
    changed(22, 1),
    changed(25, 200),
  ]) {
    expect(readSshKexInit(damaged, 0)).toMatchObject({ ok: false, needMore: false });
  }
});

test('the first of the client that the server has is chosen', () => {
  expect(chosenAlgorithm('a,b,c', 'c,b')).toBe('b');
  expect(chosenAlgorithm('a', 'b')).toBeUndefined();
  expect(chosenAlgorithm('', '')).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.nat(packet.length - 1), fc.nat(255), fc.nat(packet.length), (at, value, length) => {
      readSshKexInit(packet.map((byte, i) => (i === at ? value : byte)).subarray(0, length), 0);
    }),
  );
});
