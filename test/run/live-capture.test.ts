import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { runAnalyze } from '../../src/run/analyze-command.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import { loadCap, openLiveCapture } from '../../src/run/live-capture.ts';
import { TextStream } from '../support/command-run.ts';

const hasCap = (await loadCap()) !== undefined;
const mayCapture = process.getuid?.() === 0;

describe('capturing from an interface', () => {
  it.skipIf(hasCap)('without the package cap names it, and the tcpdump line that does the same', async () => {
    const opening = openLiveCapture('wlan0', new AbortController().signal);
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow('tcpdump -i wlan0 -U -w - | cipherscope analyze -');
    await expect(opening).rejects.toThrow('npm install cap');
  });

  it.skipIf(!hasCap)('that does not exist says so, and how to do it with tcpdump', async () => {
    const opening = openLiveCapture('no-such-interface', new AbortController().signal);
    await expect(opening).rejects.toMatchObject({ name: 'UserError', exitCode: 74 });
    await expect(opening).rejects.toThrow('tcpdump -i no-such-interface');
  });

  it.skipIf(!hasCap || !mayCapture)('yields a pcap file with what passed, and ends with the signal', async () => {
    const interruption = new AbortController();
    const capture = await openLiveCapture('lo', interruption.signal);
    const socket = createSocket('udp4');
    const timer = setInterval(() => socket.send('cipherscope was here', 9, '127.0.0.1'), 10);
    let bytes = Buffer.alloc(0);
    for await (const chunk of capture.chunks) {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.includes('cipherscope was here')) interruption.abort();
    }
    clearInterval(timer);
    socket.close();
    expect(bytes.readUInt32LE(0)).toBe(0xa1b2c3d4);
    expect(bytes.readUInt32LE(20)).toBe(1);
    expect(Math.abs(bytes.readUInt32LE(24) - Date.now() / 1000)).toBeLessThan(120);
    expect(capture.droppedPackets()).toBe(0);
  });

  it.skipIf(!hasCap || !mayCapture)('is whole when it is ended: nothing of it counts as cut short', async () => {
    const interruption = new AbortController();
    const [stdout, stderr] = [new TextStream(), new TextStream()];
    const options = analyzeOptions({ captures: [], interfaceName: 'lo', quiet: false, verbose: false }, {});
    const { signal } = interruption;
    const io = { stdout, stderr, signal, colour: false, columns: 80, interactive: false };
    const running = runAnalyze(options, io);
    const socket = createSocket('udp4');
    let sent = 0;
    const timer = setInterval(() => {
      socket.send('cipherscope was here', 9, '127.0.0.1');
      sent += 1;
      if (sent === 200) interruption.abort();
    }, 10);
    await running;
    clearInterval(timer);
    socket.close();
    expect(stdout.text).toContain('127.0.0.1:9');
    expect(stdout.text + stderr.text).not.toMatch(/interrupted|ends early/);
  });
});
