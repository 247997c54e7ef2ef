import { expect, test } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { parseFilter, selectRows } from '../../src/report/flow-filter.ts';
import { appFilter, channelFilter, destinationFilter, exactTerm, flowLink } from '../../src/report/html-links.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

test('a link holds no character that ends an attribute, whatever the filter', () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(flowLink(`to:${hostile}`, 'x')).toMatch(/^<a href="#q=[A-Za-z0-9%._~!*()\-&#;]+">x<\/a>$/);
  }
});

test('the filter of a destination finds its flows and no others, even where its name is hostile', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const rows = rowsOf(sampleFlows({ hostile }));
    const own = selectRows(rows, parseFilter(channelFilter(hostile, 80, 'tcp', { uid: 10166 })));
    expect(own.length, hostile.slice(0, 20)).toBe(24);
  }
  expect(destinationFilter('a.example', 443)).toBe('to:="a.example" port:443');
});

test('the filter of a channel leaves out what other apps, and other transports, sent to the same destination', () => {
  const [flow] = sampleFlows() as [FlowRecord, ...FlowRecord[]];
  const { app: _, ...nobody } = { ...flow, domain: 'dns.example', resp: { ...flow.resp, port: 53 } };
  const rows = rowsOf([
    { ...nobody, transport: 'udp' },
    { ...nobody, transport: 'tcp' },
    { ...nobody, transport: 'udp', app: flow.app },
  ] as FlowRecord[]);
  expect([...selectRows(rows, parseFilter(channelFilter('dns.example', 53, 'udp', {})))]).toEqual([0]);
});

test('an exact term is not a part of another', () => {
  const rows = rowsOf();
  expect(selectRows(rows, parseFilter(exactTerm('to', 'kite.example'))).length).toBe(0);
  expect(selectRows(rows, parseFilter(exactTerm('to', 'edge.kite.example'))).length).toBe(61);
});

test('the flows of an app, and those without one', () => {
  expect(appFilter({ uid: 10187 })).toBe('uid:10187');
  expect(appFilter({})).toBe('app:=');
});
