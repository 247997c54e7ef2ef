import { expect, test } from 'vitest';
import { CitedChannels } from '../../src/report/cited-channels.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { firstFinding } from '../support/report-parts.ts';

function channelsOf(flows = sampleFlows()) {
  const finding = firstFinding(sampleResult());
  const channels = new CitedChannels([finding]);
  for (const flow of flows) channels.add(flow);
  return channels.of(finding);
}

test('the channel of the evidence, with all its flows, whoever cites them', () => {
  const [channel, ...others] = channelsOf();
  expect(others).toEqual([]);
  expect(channel).toMatchObject({
    text: '203.0.113.45:4443 over tcp',
    transport: 'tcp',
    port: 4443,
    flows: 92,
    destination: { names: [], addresses: ['203.0.113.45'] },
  });
  expect(channel?.spoken).toEqual([{ class: 'custom', scheme: undefined, service: 'unknown' }]);
});

test('names of all kinds, and what flows without unexplained ciphertext are does not count beside those with it', () => {
  const flows = sampleFlows();
  const own = flows.filter(({ resp }) => resp.port === 4443);
  const [first, second] = own;
  if (first === undefined || second === undefined) throw new Error('the sample has flows');
  first.tls = { version: '1.2', server_name: 'a.example', certificate: { names: ['b.example'] } } as never;
  second.encryption = { ...second.encryption, class: 'standard', scheme: 'tls' };
  const [channel] = channelsOf(flows);
  expect(channel?.destination.names).toEqual([
    { kind: 'sni', name: 'a.example' },
    { kind: 'san', name: 'b.example' },
  ]);
  expect(channel?.spoken).toHaveLength(1);
  expect(channel?.flows).toBe(91);
});

test('a channel of more kinds than are kept is none that a rule could allow', () => {
  const flows = sampleFlows({ times: 4 });
  flows.forEach((flow, i) => {
    if (flow.resp.port === 4443) flow.encryption = { ...flow.encryption, scheme: `made-up ${i}` };
  });
  expect(channelsOf(flows)).toEqual([]);
});
