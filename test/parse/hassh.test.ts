import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hassh, hasshServer } from '../../src/parse/hassh.ts';
import { readSshKexInit } from '../../src/parse/ssh-kexinit.ts';
import { kexInitPacket } from '../support/ssh-packets.ts';

test('each side hashes the lists of its own direction', () => {
  const read = readSshKexInit(kexInitPacket({ kex: 'k', toServer: 's', toClient: 'c', macs: 'm' }), 0);
  if (!read.ok) throw new Error(read.reason);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  expect(hassh(read.value)).toBe(md5('k;s;m;none'));
  expect(hasshServer(read.value)).toBe(md5('k;c;m;none,zlib'));
});
