import { describe, expect, it } from 'vitest';
import { SETTING_KEYS, settingOf } from '../../src/run/config-settings.ts';
import { runInProcess } from '../support/command-run.ts';

describe('cipherscope analyze', () => {
  it('has an option for every setting, with its sentence', async () => {
    const { stdout } = await runInProcess(['analyze', '--help']);
    const words = stdout.replaceAll(/\s+/g, ' ');
    for (const key of SETTING_KEYS) {
      expect(stdout).toContain(`--${settingOf(key).option} `);
      expect(words).toContain(settingOf(key).summary.slice(0, 25));
    }
    expect(words).toContain('130 interrupted');
  });

  it('wants an input', async () => {
    const { code, stderr } = await runInProcess(['analyze']);
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing to analyse. Name capture files');
  });

  it('takes - for stdin, alone', async () => {
    const { code, stderr } = await runInProcess(['analyze', 'a.pcap', '-']);
    expect(code).toBe(2);
    expect(stderr).toContain('"-" reads one capture from stdin');
  });

  it('takes options before and after the captures, without swallowing one', async () => {
    // The interface beside captures is refused with both known: so all was read.
    for (const argv of [
      ['-t', 'logs', 'a.pcap', '-i', 'wlan0'],
      ['a.pcap', '-i', 'wlan0', '-t', 'logs'],
      ['-i', 'wlan0', '--', '-odd.pcap'],
    ]) {
      const { code, stderr } = await runInProcess(['analyze', ...argv]);
      expect(code).toBe(2);
      expect(stderr).toContain('--interface captures live: leave the capture files out');
    }
  });

  it('checks values before anything is read', async () => {
    const { code, stderr } = await runInProcess(['analyze', 'a.pcap', '--clock-offset', '-250', '--workers', '1e3']);
    expect(code).toBe(2);
    expect(stderr).toContain('--clock-offset expects a duration with its unit');
    expect(stderr).toContain('--workers expects a whole number from 1 to 256, not "1e3"');
  });

  it('takes a negative duration as a value, not as an option', async () => {
    const { stderr } = await runInProcess(['analyze', '--clock-offset', '-250ms']);
    expect(stderr).toContain('Nothing to analyse');
  });

  it('refuses an option given twice where only one makes sense', async () => {
    for (const argv of [
      ['--workers', '1', '--workers', '2'],
      ['-o', 'a', '-o', 'b'],
    ]) {
      const { code, stderr } = await runInProcess(['analyze', 'a.pcap', ...argv]);
      expect(code).toBe(2);
      expect(stderr).toContain('was given more than once');
    }
  });
});
