import { expect, test } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { flowObservables, softwareOf } from '../../src/report/stix-observables.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

const [flow] = sampleFlows() as [FlowRecord];

test('a flow becomes addresses and traffic between them, with what it was called', () => {
  const { id, objects } = flowObservables({ ...flow, domain: 'a.example', service: 'tls' });
  const byType = new Map(objects.map((object) => [object.type, object]));
  const traffic = byType.get('network-traffic');
  expect(traffic).toMatchObject({
    id,
    dst_port: flow.resp.port,
    protocols: ['ipv4', 'tcp', 'tls'],
    src_byte_count: flow.orig.bytes,
    is_active: false,
  });
  expect(objects.map((object) => object.id)).toEqual(
    expect.arrayContaining([traffic?.['src_ref'], traffic?.['dst_ref']]),
  );
  expect(byType.get('domain-name')).toMatchObject({ value: 'a.example', resolves_to_refs: [traffic?.['dst_ref']] });
});

test('the end of a flow takes part in its id, as STIX 2.1 §6.12 has it', () => {
  const longer = { ...flow, duration_ms: flow.duration_ms + 1 };
  expect(flowObservables(longer).id).not.toBe(flowObservables(flow).id);
  expect(flowObservables({ ...flow }).id).toBe(flowObservables(flow).id);
});

test('other transports have no ports, IPv6 its own type, and a caller no name', () => {
  const icmp = {
    ...flow,
    transport: 'ipv6-icmp',
    orig: { ...flow.orig, ip: 'fe80::1' },
    resp: { ...flow.resp, ip: 'fe80::2' },
  };
  const { objects } = flowObservables(icmp);
  expect(objects.at(-1)).not.toHaveProperty('src_port');
  expect(objects.map(({ type }) => type)).toContain('ipv6-addr');
});

test('an app is software by its package name; an unknown app is none', () => {
  const [finding] = sampleResult().findings;
  if (finding === undefined) throw new Error('the sample has findings');
  expect(softwareOf({ ...finding, app: { uid: 1, packages: ['com.example.a'] } })).toMatchObject({
    name: 'com.example.a',
  });
  expect(softwareOf({ ...finding, app: { packages: [] } })).toBeUndefined();
});
