import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BatchJob, planFolders, planManifest } from '../../src/run/batch-plan.ts';
import { testFolder } from '../support/native-records.ts';

function tree(...files: string[]): string {
  const folder = testFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

function shown(jobs: readonly BatchJob[], folder: string) {
  return jobs.map(({ captures, telemetry, device }) => ({
    captures: captures.map((path) => relative(folder, path)),
    telemetry: telemetry.map((path) => relative(folder, path)),
    device,
  }));
}

describe('a plan of folders', () => {
  it('takes everything beside the only capture of a folder for its logs', () => {
    const folder = tree(
      'dev1/run1/cap.pcapng',
      'dev1/run1/procnet.log',
      'dev1/run1/logs/events.log',
      'dev2/run1/cap.pcap.gz',
    );
    expect(shown(planFolders([folder], undefined), folder)).toEqual([
      { captures: ['dev1/run1/cap.pcapng'], telemetry: ['dev1/run1/logs', 'dev1/run1/procnet.log'], device: 'dev1' },
      { captures: ['dev2/run1/cap.pcap.gz'], telemetry: [], device: 'dev2' },
    ]);
  });

  it('gives each of several captures in a folder what bears its name', () => {
    const folder = tree('a.pcap', 'a.procnet.log', 'a/events.log', 'ab.pcap', 'ab.log', 'notes.txt');
    expect(shown(planFolders([folder], 'lab'), folder)).toEqual([
      { captures: ['a.pcap'], telemetry: ['a', 'a.procnet.log'], device: 'lab' },
      { captures: ['ab.pcap'], telemetry: ['ab.log'], device: 'lab' },
    ]);
  });

  it('follows links to captures and logs that lie elsewhere, and meets nothing twice', () => {
    const store = tree('big.pcapng', 'logs/events.log', 'more/other.pcap');
    const folder = tree('run/notes.txt');
    symlinkSync(join(store, 'big.pcapng'), join(folder, 'run/cap.pcapng'));
    symlinkSync(join(store, 'logs'), join(folder, 'run/logs'));
    symlinkSync(join(store, 'more'), join(folder, 'more'));
    symlinkSync(join(folder, 'run'), join(folder, 'again'));
    symlinkSync(folder, join(folder, 'run/up'));
    symlinkSync(join(store, 'nowhere'), join(folder, 'gone.pcap'));
    symlinkSync('round.pcap', join(folder, 'round.pcap'));
    expect(shown(planFolders([folder], 'lab'), folder)).toEqual([
      { captures: ['more/other.pcap'], telemetry: [], device: 'lab' },
      { captures: ['run/cap.pcapng'], telemetry: ['run/logs', 'run/notes.txt'], device: 'lab' },
    ]);
  });

  it('takes single files, and says what is missing', () => {
    const folder = tree('a.pcap');
    expect(shown(planFolders([join(folder, 'a.pcap')], undefined), folder)).toEqual([
      { captures: ['a.pcap'], telemetry: [], device: 'unnamed' },
    ]);
    expect(() => planFolders([join(folder, 'b')], undefined)).toThrow(/no such folder/);
  });

  it('does not depend on the order in which folders are named', () => {
    const [one, two] = [tree('a.pcap'), tree('b.pcap')];
    expect(planFolders([one, two], 'x')).toEqual(planFolders([two, one], 'x'));
  });
});

describe('a plan of a manifest', () => {
  it('pairs what it names, by paths relative to itself', () => {
    const folder = tree();
    writeFileSync(
      join(folder, 'm.ndjson'),
      '{"captures":["x/1.pcap","x/2.pcap"],"telemetry":["logs"],"device":"pixel"}\n\n{"captures":["/abs.pcap"]}\n',
    );
    expect(planManifest(join(folder, 'm.ndjson'))).toEqual([
      {
        captures: [join(folder, 'x/1.pcap'), join(folder, 'x/2.pcap')],
        telemetry: [join(folder, 'logs')],
        device: 'pixel',
      },
      { captures: ['/abs.pcap'], telemetry: [], device: 'unnamed' },
    ]);
  });

  it.each(['{', '[]', '{}', '{"captures":[]}', '{"captures":"a"}', '{"captures":["a"],"device":5}'])(
    'names the line that makes no sense: %s',
    (line) => {
      const folder = tree();
      writeFileSync(join(folder, 'm'), `{"captures":["a"]}\n${line}\n`);
      expect(() => planManifest(join(folder, 'm'))).toThrow(/m:2: /);
    },
  );
});
