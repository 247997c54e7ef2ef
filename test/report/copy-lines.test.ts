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

const { manifest } = sampleResult();

function manifestOf(...files: string[]): Pick<typeof manifest, 'captures' | 'telemetry'> {
  const [capture] = manifest.captures;
  if (capture === undefined) throw new Error('the sample has a capture');
  return { captures: files.map((file) => ({ ...capture, file })), telemetry: [] };
}

test('its evidence read again, the bytes of the first flow, and the app as installed', () => {
  const finding = firstFinding(sampleResult());
  expect(copyLines(finding, channel, manifestOf('run42.pcapng'))).toEqual([
    `cipherscope explain ${finding.finding_id} 'run42.pcapng'`,
    "tshark -r 'run42.pcapng' -q -z 'follow,tcp,hex,10.0.2.15:4000,[2001:db8::1]:4443'",
    'adb shell pm path com.lumen.flashlight',
  ]);
});

test('where logs were given, or several pieces, they have a place in the line', () => {
  const finding = firstFinding(sampleResult());
  expect(manifest.telemetry.length).toBeGreaterThan(0);
  const two = { ...manifestOf('a.pcap', 'b.pcap'), telemetry: manifest.telemetry };
  expect(copyLines(finding, channel, two)[0]).toBe(`cipherscope explain ${finding.finding_id} CAPTURES -t LOGS`);
});

test('what has no stream cannot be followed', () => {
  const lines = copyLines(firstFinding(sampleResult()), { ...channel, transport: 'icmp' }, manifestOf('a'));
  expect(lines.slice(1)).toEqual(['adb shell pm path com.lumen.flashlight']);
});

test('no name of a log or a capture gets into a command unless it is harmless there', () => {
  for (const hostile of [...Object.values(HOSTILE), 'a.b; reboot', '$(reboot).x', '-rf.x']) {
    const finding = { ...firstFinding(sampleResult()), app: { uid: 1, packages: [hostile] } };
    for (const line of copyLines(finding, channel, manifestOf(hostile.replaceAll('\n', '')))) {
      expect(line).toMatch(/^(tshark -r '|cipherscope explain [\w-]+ '|adb shell pm path [\w.]+$)/);
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line.replace(/^\S+/, '')} | wc -l`], {
        encoding: 'utf8',
      });
      if (line.startsWith('tshark')) expect(Number(words)).toBe(5);
      if (line.startsWith('cipherscope')) expect(Number(words)).toBe(3);
    }
  }
});
