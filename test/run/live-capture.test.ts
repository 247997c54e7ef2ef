import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { loadCap, openLiveCapture } from '../../src/run/live-capture.ts';

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
});
