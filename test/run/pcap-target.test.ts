import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pcapngBytes } from '../../src/report/pcapng-bytes.ts';
import { CUT_BY, requirePcapTarget } from '../../src/run/pcap-target.ts';
import { spillFolder } from '../support/analysed.ts';

it('a new file, an empty one, a cut of any version and a device may be written', () => {
  const folder = spillFolder();
  writeFileSync(join(folder, 'own'), pcapngBytes([], `${CUT_BY}0.0.1`));
  writeFileSync(join(folder, 'empty'), '');
  for (const name of ['own', 'empty', 'new']) expect(() => requirePcapTarget(join(folder, name))).not.toThrow();
  expect(() => requirePcapTarget('/dev/null')).not.toThrow();
});

it('a capture of another program, a text, a folder and a link to them may not', () => {
  const folder = spillFolder();
  writeFileSync(join(folder, 'capture'), pcapngBytes([], 'Dumpcap 4.0'));
  writeFileSync(join(folder, 'text'), 'notes\n');
  mkdirSync(join(folder, 'folder'));
  symlinkSync(join(folder, 'text'), join(folder, 'link'));
  for (const name of ['capture', 'text', 'folder', 'link'])
    expect(() => requirePcapTarget(join(folder, name))).toThrow(/there is something already/);
  expect(() => requirePcapTarget(join(folder, 'text', 'cut'))).toThrow(/a part of the path is a file/);
});
