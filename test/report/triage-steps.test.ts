import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { triageSteps } from '../../src/report/triage-steps.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { firstFinding } from '../support/report-parts.ts';

const result = sampleResult();
const channel = {
  host: 'cdn.evil.example',
  named: true,
  port: 4443,
  transport: 'tcp',
  first: [
    ['10.0.2.15', 4000],
    ['2001:db8::1', 4443],
  ],
} as const;

test('packets, owner, code, gap, repetition, rule: each with a line to copy where there is one', () => {
  const steps = triageSteps(firstFinding(result), channel, 'run42.pcapng', result.coverage);
  expect(steps.map(({ command }) => command)).toEqual([
    "tshark -r 'run42.pcapng' -q -z 'follow,tcp,hex,10.0.2.15:4000,[2001:db8::1]:4443'",
    'whois evil.example',
    'adb shell pm path com.lumen.flashlight',
    undefined,
    undefined,
    undefined,
  ]);
  expect(steps[3]?.text).toContain('ciphertext transformation: Run the app with the crypto hook');
});

test('an address is asked for as it is', () => {
  const steps = triageSteps(
    firstFinding(result),
    { ...channel, host: '203.0.113.45', named: false },
    'a',
    result.coverage,
  );
  expect(steps[1]?.command).toBe('whois 203.0.113.45');
});

test('no name of a log or a capture gets into a command unless it is harmless there', () => {
  for (const hostile of [...Object.values(HOSTILE), 'a.b; reboot', '$(reboot).x', '-rf.x']) {
    const finding = { ...firstFinding(result), app: { uid: 1, packages: [hostile] } };
    const steps = triageSteps(finding, { ...channel, host: hostile }, hostile, result.coverage);
    for (const { command } of steps) {
      if (command === undefined) continue;
      expect(command).toMatch(/^(tshark -r '|whois [a-z0-9.]+$|adb shell pm path [\w.]+$)/);
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command.replace(/^\S+/, '')} | wc -l`], {
        encoding: 'utf8',
      });
      if (command.startsWith('tshark') && !hostile.includes('\n')) expect(Number(words)).toBe(5);
    }
  }
});
