import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { copyLines } from '../../src/report/copy-lines.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { firstFinding } from '../support/report-parts.ts';

const channel = {
  host: 'cdn.evil.example',
  named: true,
  port: 4443,
  transport: 'tcp',
  class: 'custom',
  first: [
    ['10.0.2.15', 4000],
    ['2001:db8::1', 4443],
  ],
} as const;

test('the bytes of the first flow, and the app as installed', () => {
  expect(copyLines(firstFinding(sampleResult()), channel, 'run42.pcapng')).toEqual([
    "tshark -r 'run42.pcapng' -q -z 'follow,tcp,hex,10.0.2.15:4000,[2001:db8::1]:4443'",
    'adb shell pm path com.lumen.flashlight',
  ]);
});

test('what has no stream cannot be followed', () => {
  const lines = copyLines(firstFinding(sampleResult()), { ...channel, transport: 'icmp' }, 'a');
  expect(lines).toEqual(['adb shell pm path com.lumen.flashlight']);
});

test('no name of a log or a capture gets into a command unless it is harmless there', () => {
  for (const hostile of [...Object.values(HOSTILE), 'a.b; reboot', '$(reboot).x', '-rf.x']) {
    const finding = { ...firstFinding(sampleResult()), app: { uid: 1, packages: [hostile] } };
    for (const line of copyLines(finding, channel, hostile.replaceAll('\n', ''))) {
      expect(line).toMatch(/^(tshark -r '|adb shell pm path [\w.]+$)/);
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line.replace(/^\S+/, '')} | wc -l`], {
        encoding: 'utf8',
      });
      if (line.startsWith('tshark')) expect(Number(words)).toBe(5);
    }
  }
});
