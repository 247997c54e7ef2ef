// A live capture on a pipe: what is told while it runs, and that the result is the same as of one that nobody watched.

import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { pcapHeader, pcapRecord } from '../support/capture-bytes.ts';
import { ethernet, ipv4, tcp } from '../support/frame-bytes.ts';
import { outputFolder } from '../support/output-folder.ts';
import { writtenFiles } from '../support/written-files.ts';

const ends = { from: '10.0.0.1', to: '10.0.0.2', protocol: 6 };
const back = { from: '10.0.0.2', to: '10.0.0.1', protocol: 6 };
const nowUs = Date.now() * 1000;

/** One short connection a minute, as `tcpdump -U` writes them: packet by packet. */
const packets = Array.from({ length: 15 }, (_, turn) => {
  const timeUs = nowUs + turn * 60e6;
  const port = 40_000 + turn;
  return [
    ethernet(ipv4(tcp(undefined, { from: port, flags: 0x02 }), ends)),
    ethernet(ipv4(tcp(undefined, { from: 443, to: port, flags: 0x12, acknowledgment: 2 }), back)),
    ethernet(ipv4(tcp(Buffer.from('beat'), { from: port, sequence: 2, acknowledgment: 2 }), ends)),
  ].map((bytes, at) => pcapRecord({ bytes, timeUs: timeUs + at * 20_000 }));
}).flat();

it('a rhythm is told while the pipe is open, and the result is that of a run that was not watched', async () => {
  const folder = await outputFolder();
  let toldWhileOpen = false;
  const told = await runBuilt(['analyze', '-', '-o', folder], {
    begun: (child) => {
      const write = async () => {
        child.stdin.write(pcapHeader());
        for (const packet of packets) {
          child.stdin.write(packet);
          await setTimeout(1);
        }
      };
      void write();
      child.stderr.on('data', (text: string) => {
        if (!text.includes('keep a period of 60')) return;
        toldWhileOpen = true;
        child.stdin.end();
      });
    },
  });
  expect(told.stderr).toContain('10.0.0.1 to 10.0.0.2, TCP port 443: ');
  expect(toldWhileOpen).toBe(true);
  const all = Buffer.concat([pcapHeader(), ...packets]);
  const given = { begun: (child: { stdin: NodeJS.WritableStream }) => void child.stdin.end(all) };
  const [loud, quiet] = [await outputFolder(), await outputFolder()];
  const watched = await runBuilt(['analyze', '-', '-o', loud], given);
  const unwatched = await runBuilt(['analyze', '-', '-o', quiet, '--quiet'], given);
  expect(watched.stderr).toContain('keep a period of 60');
  expect(unwatched.stderr).toBe('');
  expect([watched.code, unwatched.code]).toEqual([0, 0]);
  expect(writtenFiles(loud)).toEqual(writtenFiles(quiet));
});
