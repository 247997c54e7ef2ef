import { describe, expect, it } from 'vitest';
import type { ChannelRecord } from '../../src/features/channel-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import {
  type GateRule,
  isAppRule,
  isChannelRule,
  matchesChannel,
  matchesFlow,
  ruleText,
} from '../../src/models/gate-rule.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

const flow: FlowRecord = {
  ...(sampleFlows()[0] as FlowRecord),
  domain: 'api.bank.example',
  service: 'tls',
  tls: { version: '1.1' },
  crypto: { weak: ['rsa-1024'] },
};

describe('a rule of a gate', () => {
  it.each<[GateRule, boolean]>([
    [{ destination: 'api.bank.example' }, true],
    [{ destination: '*.bank.example' }, true],
    [{ destination: 'bank.example' }, false],
    [{ destination: `${flow.resp.ip}/32` }, true],
    [{ port: flow.resp.port }, true],
    [{ port: 1 }, false],
    [{ service: 'tls' }, true],
    [{ service: 'http' }, false],
    [{ encryption: flow.encryption.class }, true],
    [{ encryption: ['custom', flow.encryption.class] }, true],
    [{ tls_below: '1.2' }, true],
    [{ tls_below: '1.1' }, false],
    [{ weak_crypto: true }, true],
    [{ weak_crypto: false }, false],
    [{ service: 'tls', port: 1 }, false],
  ])('%j matches: %s', (rule, matches) => {
    expect(matchesFlow(rule, flow)).toBe(matches);
  });

  it('about a version says nothing of a flow without one', () => {
    const { tls: _, ...plain } = flow;
    expect(matchesFlow({ tls_below: '1.3' }, plain)).toBe(false);
  });

  it('about a rhythm is asked of channels', () => {
    const [channel] = sampleResult().channels;
    const repeating = { ...channel, periodicity: { verdict: 'periodic', reason: '' } } as ChannelRecord;
    expect(matchesChannel({ periodic: true }, repeating)).toBe(true);
    expect(
      matchesChannel({ periodic: true }, { ...repeating, periodicity: { verdict: 'insufficient', reason: '' } }),
    ).toBe(false);
    expect(matchesChannel({ periodic: true, port: 1 }, repeating)).toBe(false);
    expect([isChannelRule({ periodic: true }), isAppRule({ verdict: 'alert' }), isAppRule({ port: 1 })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is called by its name, or by what it says', () => {
    expect(ruleText({ name: 'no http', service: 'http' })).toBe('no http');
    expect(ruleText({ encryption: ['custom', 'embedded'], port: 80 })).toBe('encryption custom or embedded, port 80');
  });
});
