import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { eveFormat, suricataVersion } from '../../src/report/eve-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, missingKeys, nativeRecords, UNSAFE_TEXT, withoutKey } from '../support/native-records.ts';
import { sharedFolder } from '../support/shared.ts';
import { wellFormed } from '../support/well-formed.ts';

type Event = Record<string, unknown> & { event_type: string };

const COMMON = ['timestamp', 'event_type', 'flow_id', 'src_ip', 'dest_ip', 'proto'];
const REQUIRED: Record<string, readonly string[]> = {
  flow: [
    ...COMMON,
    'flow.pkts_toserver',
    'flow.pkts_toclient',
    'flow.bytes_toserver',
    'flow.start',
    'flow.end',
    'flow.state',
  ],
  tls: [...COMMON, 'tls.version'],
  alert: [
    ...COMMON,
    'alert.action',
    'alert.gid',
    'alert.signature_id',
    'alert.rev',
    'alert.signature',
    'alert.severity',
  ],
};

async function events(options: Parameters<typeof nativeRecords>[0] = {}): Promise<Event[]> {
  const { 'eve.json': text } = await formatted(eveFormat, nativeRecords(options));
  expect(text).not.toMatch(UNSAFE_TEXT);
  return (text as string)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const withAlert: Parameters<typeof nativeRecords>[0] = {
  change: (records) => {
    const [finding] = records.findings;
    if (finding !== undefined) Object.assign(records, { findings: [{ ...finding, verdict: 'alert' }] });
  },
};

describe('EVE JSON', () => {
  it('has a flow event for every flow, tls where a handshake was seen, and an alert for alerts only', async () => {
    const all = await events(withAlert);
    const count = (type: string) => all.filter(({ event_type }) => event_type === type).length;
    expect(count('flow')).toBeGreaterThan(100);
    expect(count('tls')).toBeGreaterThan(0);
    expect(count('alert')).toBe(1);
    const [alert] = all.filter(({ event_type }) => event_type === 'alert');
    expect(alert).toMatchObject({ alert: { metadata: { uid: ['10187'], packages: ['com.lumen.flashlight'] } } });
    const flow = all.find(({ flow_id, event_type }) => event_type === 'flow' && flow_id === alert?.['flow_id']);
    expect(flow).toMatchObject({ flow: { alerted: true } });
    const observed = await events({
      change: (records) =>
        Object.assign(records, { findings: records.findings.map((f) => ({ ...f, verdict: 'observation' })) }),
    });
    expect(observed.filter(({ event_type }) => event_type === 'alert')).toEqual([]);
  });

  it('gives the alerts of each analytic an id of their own', async () => {
    const change: Parameters<typeof nativeRecords>[0] = {
      change: (records) => {
        const [finding] = records.findings;
        if (finding === undefined) return;
        const alerts = ['AN1762', 'AN1716', 'AN1731'].map((id) => ({
          ...finding,
          verdict: 'alert' as const,
          analytic: { ...finding.analytic, id },
        }));
        Object.assign(records, { findings: alerts });
      },
    };
    const ids = (await events(change)).flatMap(({ alert }) => (alert as { signature_id: number } | undefined) ?? []);
    expect(ids.map(({ signature_id }) => signature_id)).toEqual([1_001_762, 1_001_716, 1_001_731]);
  });

  it.each([
    ['1.2', 'TLS 1.2'],
    ['1.3-draft28', 'TLS 1.3 draft-28'],
    ['ssl2.0', 'SSLv2'],
    ['dtls1.2', 'DTLS 1.2'],
    ['0x7e17', 'TLS 0x7e17'],
  ])('writes the version %s as %s', (version, written) => {
    expect(suricataVersion(version)).toBe(written);
  });

  it('has what each event needs, and a check that knows when it does not', async () => {
    for (const event of await events(withAlert)) {
      const required = REQUIRED[event.event_type] as readonly string[];
      expect(missingKeys(event, required)).toEqual([]);
      for (const key of required) expect(missingKeys(withoutKey(event, key), required)).toContain(key);
      expect(event['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000$/);
      expect(Number.isSafeInteger(event['flow_id'])).toBe(true);
    }
  });

  const schemaFile = sharedFolder('schemas/suricata/eve.schema.json');
  it.skipIf(schemaFile === undefined)("is valid by Suricata's schema, and broken events are not", async () => {
    const { $id: _, ...schema } = JSON.parse(readFileSync(schemaFile as string, 'utf8'));
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
    for (const hostile of [undefined, HOSTILE.markup, HOSTILE.terminal]) {
      for (const event of await events({ ...withAlert, ...(hostile === undefined ? {} : { hostile }) })) {
        validate(event);
        expect(validate.errors ?? []).toEqual([]);
      }
    }
    const [event] = await events();
    expect(validate({ ...event, surprise: 1 })).toBe(false);
    expect(validate({ ...event, timestamp: 'today' })).toBe(false);
  });

  it.each(Object.entries(HOSTILE))('holds a hostile string as a value: %s', async (_, hostile) => {
    const all = await events({ ...withAlert, hostile });
    expect(all.every((event) => event['pcap_filename'] === wellFormed(hostile))).toBe(true);
  });
});
