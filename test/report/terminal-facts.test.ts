import { expect, test } from 'vitest';
import {
  beginning,
  captureFacts,
  earlyEnd,
  faultySentence,
  lostPackets,
  provenance,
  withoutFindings,
} from '../../src/report/terminal-facts.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

function sampleCapture(result = sampleResult()) {
  const [capture] = result.manifest.captures;
  if (capture === undefined) throw new Error('the sample has a capture');
  return capture;
}

test('one capture is named, several are counted', () => {
  const result = sampleResult();
  expect(captureFacts(result)).toBe('run42.pcapng · 48,120 packets · 13.9 MB · 342 flows · 24 h');
  result.manifest.captures = [sampleCapture(), { ...sampleCapture(), file: 'second.pcap' }];
  expect(captureFacts(result)).toMatch(/^2 captures · /);
});

test('of several origins none is cut off by the others', () => {
  const result = sampleResult();
  const origins = ['Android emulator (by its addresses)', 'network interface (ETHERNET)', 'PCAPdroid, root capture'];
  result.manifest.captures = origins.map((origin) => ({ ...sampleCapture(), provenance: origin }));
  expect(provenance(result)).toBe(origins.join(', '));
});

test('origin and beginning, where they are known', () => {
  const result = sampleResult();
  expect([provenance(result), beginning(result)]).toEqual(['emulator', 'from 2026-01-09 00:00:00 UTC']);
  result.manifest.captures = [];
  expect([provenance(result), beginning(result)]).toEqual(['unknown', '']);
});

test('the place and the reason of an early end, with a hostile name made visible', () => {
  expect(earlyEnd(sampleCapture())).toBe(
    'run42.pcapng ends early at byte 31,204,480 (truncated); what came before was analysed.',
  );
  const text = earlyEnd({ ...sampleCapture(), file: HOSTILE.terminal });
  expect(text).not.toMatch(/\p{Cc}/u);
});

test('how much lies behind an early end', () => {
  const capture = sampleCapture();
  const stop = { reason: 'malformed', offset: 480, unread_bytes: capture.bytes };
  expect(earlyEnd({ ...capture, stop })).toMatch(/at byte 480 \(malformed; [\d,]+ bytes \(50 %\) unread\); what came/);
});

test('damage behind which reading went on is no end', () => {
  const damaged = (reason: string, passed: { read_on?: true } = {}) =>
    earlyEnd({ ...sampleCapture(), stop: { reason, offset: 480, ...passed } });
  expect(damaged('malformed: block shorter than its packet, skipped (and 2 more)', { read_on: true })).toBe(
    'run42.pcapng is damaged at byte 480 (malformed: block shorter than its packet, skipped (and 2 more)); reading went on behind it.',
  );
  const whole = 'truncated: record of 1336 bytes cut short: 1071 of 1352 bytes are there';
  expect(damaged(whole)).toBe(`run42.pcapng ends early at byte 480 (${whole}); what came before was analysed.`);
});

test('kinds of packets that were not decoded: the most frequent three, over all captures', () => {
  const result = sampleResult();
  const kinds = { malformed: 3, truncated: 12, other_link: 5, ARP: 1, none: 0 };
  result.manifest.captures = [
    { ...sampleCapture(), not_decoded: kinds },
    { ...sampleCapture(), not_decoded: { ARP: 30 } },
  ];
  expect(lostPackets(result)).toBe('31 ARP, 12 truncated, 5 other link, and 1 other kind');
  result.manifest.captures = [{ ...sampleCapture(), not_decoded: {} }];
  expect(lostPackets(result)).toBe('');
  result.manifest.counts['incomplete_fragments'] = 5;
  expect(lostPackets(result)).toBe('5 incomplete datagrams');
});

test('no finding is not said to be innocence', () => {
  expect(withoutFindings(sampleResult(), true)).toContain('in what was collected');
  expect(withoutFindings(sampleResult(), false)).toContain('nothing can be judged');
});

test('packets that are cut short, of the first such capture', () => {
  const result = sampleResult();
  expect(faultySentence(result)).toBe('');
  const cut = { ...sampleCapture(), cut: { packets: 9, missing_bytes: 900 } };
  result.manifest.captures = [cut];
  expect(faultySentence(result)).toMatch(/^9 of 48,120 packets are cut short: 900 B were not kept.*\.$/);
  result.manifest.captures = [sampleCapture(), cut, cut];
  expect(faultySentence(result)).toMatch(/^run42\.pcapng: 9 of .*\. 1 more capture is like that\.$/);
});

test('packets of other apps are not counted as those of the apps that were asked for', () => {
  const result = sampleResult();
  result.manifest.config = { ...result.manifest.config, only_app: ['com.example.notes'] };
  expect(captureFacts(result)).toBe('run42.pcapng · 13.9 MB · 342 flows · 24 h');
});
