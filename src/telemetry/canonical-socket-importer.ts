// The project's own socket log, `cipherscope.socket/1` (schema/socket.schema.json), as NDJSON or CSV: what other tools' logs are turned
// into when no importer reads them. Rows need a time, a transport (connect events excepted) and an owner: UID or package.

import { canonicalRowReader, sniffCanonical } from './canonical-rows.ts';
import type { ImportContext, Importer } from './importer.ts';
import { type RowFields, rowSchema } from './row-fields.ts';
import type { SocketAction, SocketObservation, SocketTransport } from './telemetry-event.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';
import { parseUid, UNKNOWN_UID } from './uid.ts';

export const SOCKET_SCHEMA = 'cipherscope.socket/1';

export const canonicalSocketImporter = {
  format: 'socket',
  summary:
    'Rows of the schema cipherscope.socket/1: socket tuples with their UID, nested or dotted keys, or CSV with the same names.',
  yields: ['socket owners'],
  source: 'your own script (schema/socket.schema.json)',
  sniff: (firstLines) =>
    sniffCanonical(
      SOCKET_SCHEMA,
      schema,
      [['@timestamp', 'event.start'], ['android.uid', 'package.name'], ENDPOINT_KEYS],
      firstLines,
    ),
  open(context) {
    return canonicalRowReader(SOCKET_SCHEMA, schema, (fields, line) => {
      const observation = readObservation(fields, line, context);
      if (observation === undefined) return fields.rejection;
      context.emit(observation);
      return undefined;
    });
  },
} as const satisfies Importer;

const ENDPOINT_KEYS = ['source.port', 'destination.ip', 'destination.port'];
const ACTIONS: ReadonlySet<string> = new Set<SocketAction>([
  'socket_open',
  'socket_snapshot',
  'socket_close',
  'connect',
  'packet',
  'dns_query',
]);

function readObservation(fields: RowFields, line: number, context: ImportContext): SocketObservation | undefined {
  const action = fields.text('event.action')?.toLowerCase() ?? 'socket_snapshot';
  if (!ACTIONS.has(action))
    fields.fail(`event.action ${JSON.stringify(action.slice(0, 40))} is none of ${[...ACTIONS].join(', ')}`);
  const start = fields.time('event.start', context);
  const end = fields.time('event.end', context);
  const time = fields.time('@timestamp', context) ?? start;
  if (time === undefined) fields.fail('has no @timestamp');
  if (start !== undefined && end !== undefined && end.us < start.us) fields.fail('event.end is before event.start');
  const transport = readTransport(fields, action);
  const uid = readUid(fields);
  const packages = fields.list('package.name');
  if (uid === undefined && packages === undefined) fields.fail('has neither android.uid nor package.name');
  const slackMs = fields.decimal('event.slack_ms');
  const isClosed = /^time[_-]?wait$/i.test(fields.text('socket.state') ?? '');
  const observation: SocketObservation = {
    action: action as SocketAction,
    dataset: fields.text('event.dataset') ?? 'socket',
    line,
    device: fields.text('observer.name'),
    timeUs: time?.us,
    timeNs: time?.ns,
    startUs: start?.us,
    endUs: end?.us,
    slackUs: slackMs === undefined ? undefined : slackMs * 1000,
    transport,
    localIp: fields.ip('source.ip'),
    localPort: fields.integer('source.port', 0, 65535),
    remoteIp: fields.ip('destination.ip'),
    remotePort: fields.integer('destination.port', 0, 65535),
    domain: fields.text('destination.domain'),
    uid,
    packages,
    label: fields.text('android.label'),
    pid: fields.integer('process.pid', 0, 2 ** 31),
    processName: fields.text('process.name'),
    threadId: fields.integer('process.thread.id', 0, 2 ** 31),
    state: fields.text('socket.state'),
    inode: fields.text('socket.inode'),
    cookie: fields.text('socket.cookie'),
    ownerless: isClosed && uid === 0 ? true : undefined,
    closed: isClosed ? true : undefined,
    counters: {
      sentBytes: fields.decimal('source.bytes'),
      receivedBytes: fields.decimal('destination.bytes'),
      sentPackets: fields.decimal('source.packets'),
      receivedPackets: fields.decimal('destination.packets'),
    },
    vantage: readVantage(fields),
    labels: fields.labels,
  };
  return fields.problem === undefined ? observation : undefined;
}

/** `6`, `TCP`, `tcp6` → `tcp`; undefined is "any", which only a connect event may be. */
function readTransport(fields: RowFields, action: string): SocketTransport | undefined {
  const text = fields.text('network.transport')?.toLowerCase();
  if (text === undefined) {
    if (action !== 'connect' && action !== 'dns_query') fields.fail('has no network.transport');
    return undefined;
  }
  const transport = TRANSPORT_NAMES.get(text);
  if (transport === undefined)
    fields.fail(`network.transport ${JSON.stringify(text.slice(0, 40))} is none of tcp, udp, icmp, ipv6-icmp`);
  return transport;
}

function readUid(fields: RowFields): number | undefined {
  const text = fields.text('android.uid');
  if (text === undefined) return undefined;
  const uid = parseUid(text);
  if (uid === undefined) return fields.fail(`android.uid ${JSON.stringify(text.slice(0, 40))} is no UID`);
  // A row that names its package is usable without a UID.
  return uid === UNKNOWN_UID && fields.has('package.name') ? undefined : uid;
}

function readVantage(fields: RowFields): SocketObservation['vantage'] {
  const text = fields.text('observer.vantage')?.toLowerCase();
  if (text === undefined || text === 'socket' || text === 'tun' || text === 'wire' || text === 'app') return text;
  return fields.fail(`observer.vantage ${JSON.stringify(text.slice(0, 40))} is none of socket, tun, wire, app`);
}

const schema = rowSchema(
  'schema @timestamp event.action event.start event.end event.slack_ms event.dataset event.original_line network.transport ' +
    'network.community_id source.ip source.port source.bytes source.packets destination.ip destination.port destination.domain ' +
    'destination.bytes destination.packets android.uid android.label package.name process.pid process.name process.thread.id ' +
    'socket.state socket.inode socket.cookie socket.fd observer.vantage observer.name',
  {
    '@timestamp': 'ts time timestamp event_time',
    'event.start': 'firstseen first_seen start',
    'event.end': 'lastseen last_seen end',
    'event.action': 'action event',
    'network.transport': 'ipproto protocol ip_proto proto transport',
    'source.ip': 'srcip src_ip source_ip laddr local_ip local_address saddr local.ip',
    'source.port': 'srcport src_port source_port lport local_port sport local.port',
    'destination.ip':
      'dstip dst_ip destination_ip raddr dest_ip remote_ip remote_address daddr ipaddress ip_address destinationipaddress remote.ip',
    'destination.port':
      'dstport dst_port destination_port rport dest_port remote_port dport port destinationport remote.port',
    'destination.domain': 'dnsquery dname hostname domain',
    'android.uid': 'uid user.id socket_uid userid applicationuid',
    'android.label': 'label app app_label',
    'package.name': 'packagename package_name package',
    'process.pid': 'pid',
    'process.name': 'process',
    'process.thread.id': 'tid',
    'socket.state': 'state',
    'socket.inode': 'inode',
    'socket.cookie': 'cookie',
    'observer.name': 'device',
  },
);
