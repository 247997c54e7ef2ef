import { expect, test } from 'vitest';
import type { ChannelRecord } from '../../src/features/channel-record.ts';
import { channelList } from '../../src/report/channel-list.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { findingLines } from '../../src/report/terminal-findings.ts';
import { painter } from '../../src/report/terminal-style.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const plain = painter(false);

function sample() {
  const { findings, channels } = sampleResult();
  const [alert] = findings;
  const [channel] = channels;
  if (alert === undefined || channel === undefined) throw new Error('the sample has findings and channels');
  const uid = alert.app.uid as number;
  const own = (domain: string, port: number): ChannelRecord => ({
    ...channel,
    app: { uid, packages: [] },
    transport: 'tcp',
    destination: { domain, port },
  });
  return { alert, own };
}

test('the destination is the first of its own channels that the sentence names', () => {
  const { alert, own } = sample();
  const finding = { ...alert, sentence: 'It sent to b.example:1 over tcp and a.example:7443 over tcp.' };
  const foreign = { ...own('b.example', 1), app: { uid: 1, packages: [] } };
  const channels = channelList([foreign, own('example', 7443), own('a.example', 7443)]);
  const [head, line] = findingLines([finding], 4, { channels }, 80, plain);
  expect(head).toMatch(/^1 finding +Destination +Verdict +Bits +Areas$/);
  expect(line).toMatch(/^● com\.lumen\.flashlight {2}a\.example:7443 +alert +81 {2}4 of 5$/);
});

test('further destinations show as a mark, and the class where there is room', () => {
  const { alert, own } = sample();
  const finding = { ...alert, sentence: 'It sent to b.example:1 over tcp, a.example:2 over tcp.' };
  const channels = channelList([own('a.example', 2), own('b.example', 1)]);
  const [, line] = findingLines([finding], 4, { channels }, 100, plain);
  expect(line).toMatch(/ b\.example:1, … +alert +81 {2}4 of 5 {2}custom/);
});

test('findings of several analytics say whose they are, and the destination needs more room', () => {
  const { alert, own } = sample();
  const finding = { ...alert, sentence: 'It sent to b.example:1 over tcp.' };
  const sibling = { ...finding, analytic: { ...alert.analytic, id: 'AN1716' } };
  const channels = channelList([own('b.example', 1)]);
  const [head, first, second] = findingLines([finding, sibling], 4, { channels }, 86, plain);
  expect(head).toMatch(/^2 findings +Destination +Analytic +Verdict +Bits +Areas$/);
  expect(first).toMatch(/^● com\.lumen\.flashlight {2}b\.example:1 +AN1762 +alert +81 {2}4 of 5$/);
  expect(second).toContain(' AN1716 ');
  expect(findingLines([finding, sibling], 4, { channels }, 85, plain)[0]).toMatch(/^2 findings +Analytic +Verdict/);
});

test('without an app and without room for both, the destination is the name', () => {
  const { alert, own } = sample();
  const finding = { ...alert, app: { packages: [], device: '10.0.2.15' }, sentence: 'Sent to a.example:2 over tcp.' };
  const { app: _, ...unowned } = own('a.example', 2);
  const channels = channelList([{ ...unowned, device: '10.0.2.15' }]);
  expect(findingLines([finding], 4, { channels }, 60, plain)[1]).toMatch(/^● a\.example:2 +alert/);
  expect(findingLines([finding], 4, { channels }, 80, plain)[1]).toMatch(/^● device 10\.0\.2\.15 +a\.example:2 +alert/);
});

test('all are counted, and no line is wider than asked, whatever names say', () => {
  const { alert, own } = sample();
  for (const hostile of Object.values(HOSTILE)) {
    const app = { ...alert.app, packages: [hostile] };
    const findings = Array.from({ length: 3 }, () => ({ ...alert, app, sentence: `to ${hostile}:7 over tcp` }));
    for (const columns of [40, 60, 80, 100, 120]) {
      const lines = findingLines(findings, 2, { channels: channelList([own(hostile, 7)]) }, columns, plain);
      expect(lines).toHaveLength(3);
      expect(lines[0]).toMatch(/^3 findings/);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  }
});
