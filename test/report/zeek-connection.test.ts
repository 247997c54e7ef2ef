import { describe, expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { CONN_COLUMNS, connectionState, zeekService, zeekUid } from '../../src/report/zeek-connection.ts';
import { zeekObject } from '../../src/report/zeek-log.ts';
import { sampleFlows } from '../support/analysis-result.ts';

const [sample] = sampleFlows() as [FlowRecord];

function tcp(history: string, respPackets = 1): FlowRecord {
  return { ...sample, transport: 'tcp', history, resp: { ...sample.resp, packets: respPackets } };
}

describe("Zeek's view of a connection", () => {
  it.each([
    ['S', 'S0', 0],
    ['Sr', 'REJ', 1],
    ['SR', 'RSTOS0', 0],
    ['SF', 'SH', 0],
    ['Sd', 'OTH', 1],
    ['ShADad', 'S1', 2],
    ['ShADadFf', 'SF', 2],
    ['ShADadF', 'S2', 2],
    ['ShADadf', 'S3', 2],
    ['ShADadR', 'RSTO', 2],
    ['ShADadr', 'RSTR', 2],
    ['ShADarR', 'RSTR', 2],
    ['hr', 'RSTRH', 1],
    ['hf', 'SHR', 1],
    ['DdA', 'OTH', 1],
  ])('history %s is the state %s', (history, state, packets) => {
    expect(connectionState(tcp(history, packets))).toBe(state);
  });

  it('judges datagrams by who sent any', () => {
    const udp = (orig: number, resp: number): FlowRecord => ({
      ...sample,
      transport: 'udp',
      orig: { ...sample.orig, packets: orig },
      resp: { ...sample.resp, packets: resp },
    });
    expect([udp(1, 1), udp(2, 0), udp(0, 1)].map(connectionState)).toEqual(['SF', 'S0', 'SHR']);
    expect(connectionState({ ...sample, transport: 'icmp' })).toBe('OTH');
  });

  it('names flows and services in its way', () => {
    expect(zeekUid('0000000000000000')).toBe('C00000000000');
    expect(new Set(['ffffffffffffffff', 'fffffffffffffffe', '0000000000000001'].map(zeekUid)).size).toBe(3);
    expect(zeekUid('ede14362bf83e66e')).toMatch(/^C[0-9A-Za-z]{11}$/);
    expect([zeekService('tls'), zeekService('ssh'), zeekService(undefined)]).toEqual(['ssl', 'ssh', undefined]);
  });

  it('has the fields that RITA reads', () => {
    expect(zeekObject(CONN_COLUMNS, sample)).toMatchObject({
      'id.orig_h': '10.0.2.15',
      'id.orig_p': sample.orig.port,
      proto: 'tcp',
      conn_state: 'SF',
      duration: sample.duration_ms / 1000,
      orig_bytes: sample.orig.payload_bytes,
      orig_ip_bytes: sample.orig.bytes,
      resp_pkts: sample.resp.packets,
      local_orig: true,
    });
  });

  it('has no duration for a single packet', () => {
    const single = { ...sample, orig: { ...sample.orig, packets: 1 }, resp: { ...sample.resp, packets: 0 } };
    expect(zeekObject(CONN_COLUMNS, single)).not.toHaveProperty('duration');
  });
});
