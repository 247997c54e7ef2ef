// Flows as columns of numbers with their strings in dictionaries: what the report's page embeds and what the viewer searches.
// Rows stand in the order in which the flows came. Texts are visible and cut; entry 0 of each dictionary means "none".

export interface RowApp {
  /** −1 stands for "none" inside this dictionary only. */
  uid: number;
  name: string;
  label: string;
}

export interface RowTls {
  version: string;
  cipher: string;
  group: string;
  alpn: string;
  ja4: string;
  /** What is weak or legacy about it, in the words of the record. */
  remarks: string;
  /** Words for what the posture of apps counts, so that its numbers can lead here. */
  marks: string;
}

/** Name and array of each column. Dictionary columns hold positions in `texts`, `apps` or `tls`. */
export const ROW_COLUMNS = {
  startUs: Float64Array,
  durationUs: Float64Array,
  upBytes: Float64Array,
  downBytes: Float64Array,
  app: Uint32Array,
  why: Uint32Array,
  domain: Uint32Array,
  origIp: Uint32Array,
  respIp: Uint32Array,
  origPort: Uint32Array,
  respPort: Uint32Array,
  /** 1 where the responder is the device; the originator is taken for it where the capture does not say. */
  deviceResponds: Uint32Array,
  transport: Uint32Array,
  service: Uint32Array,
  encryption: Uint32Array,
  tls: Uint32Array,
  /** 1-based rank of the finding that cites the flow; 0 for none. */
  finding: Uint32Array,
  firstFrame: Uint32Array,
  lastFrame: Uint32Array,
  capture: Uint32Array,
  idHigh: Uint32Array,
  idLow: Uint32Array,
} as const;

export type RowColumn = keyof typeof ROW_COLUMNS;
export const ROW_COLUMN_NAMES = Object.keys(ROW_COLUMNS) as RowColumn[];

export interface FlowRows {
  count: number;
  columns: Record<RowColumn, Float64Array | Uint32Array>;
  texts: readonly string[];
  apps: readonly RowApp[];
  tls: readonly RowTls[];
  /** Rows without an app are of several devices: each says of which. */
  namesDevices: boolean;
  /** Base names of the captures, by index. */
  captures: readonly string[];
}

export function rowArrays(length: number): Record<RowColumn, Float64Array | Uint32Array> {
  return Object.fromEntries(ROW_COLUMN_NAMES.map((name) => [name, new ROW_COLUMNS[name](length)])) as Record<
    RowColumn,
    Float64Array | Uint32Array
  >;
}

export const NO_APP: RowApp = { uid: -1, name: '', label: '' };
export const NO_TLS: RowTls = { version: '', cipher: '', group: '', alpn: '', ja4: '', remarks: '', marks: '' };

/** What a row shows: one flow as a person reads it. */
export interface RowView {
  startUs: number;
  app: RowApp;
  /** Address of the device, where the app is unknown and the rows are of several; else empty. */
  device: string;
  why: string;
  /** The name of the destination, or the address of the side that is not the device. */
  to: string;
  /** The service's: the responder's, whichever side is the device. */
  port: number;
  transport: string;
  service: string;
  encryption: string;
  durationUs: number;
  upBytes: number;
  downBytes: number;
  finding: number;
  tls: RowTls;
  origIp: string;
  origPort: number;
  respIp: string;
  respPort: number;
  firstFrame: number;
  lastFrame: number;
  capture: string;
  flowId: string;
}

export function rowView(rows: FlowRows, row: number): RowView {
  const { columns: c, texts } = rows;
  const text = (name: RowColumn): string => texts[c[name][row] as number] as string;
  const number = (name: RowColumn): number => c[name][row] as number;
  return {
    startUs: number('startUs'),
    app: rows.apps[number('app')] as RowApp,
    device: rows.namesDevices && number('app') === 0 ? (texts[deviceOf(rows, row)] as string) : '',
    why: text('why'),
    to: texts[destinationOf(rows, row)] as string,
    port: number('respPort'),
    transport: text('transport'),
    service: text('service'),
    encryption: text('encryption'),
    durationUs: number('durationUs'),
    upBytes: number('upBytes'),
    downBytes: number('downBytes'),
    finding: number('finding'),
    tls: rows.tls[number('tls')] as RowTls,
    origIp: text('origIp'),
    origPort: number('origPort'),
    respIp: text('respIp'),
    respPort: number('respPort'),
    firstFrame: number('firstFrame'),
    lastFrame: number('lastFrame'),
    capture: rows.captures[number('capture')] ?? '',
    flowId: flowIdText(number('idHigh'), number('idLow')),
  };
}

/** Position in `texts` of where the flow went. */
export function destinationOf({ columns: c }: FlowRows, row: number): number {
  const domain = c.domain[row] as number;
  if (domain !== 0) return domain;
  return (c.deviceResponds[row] === 1 ? c.origIp[row] : c.respIp[row]) as number;
}

/** Position in `texts` of the device's address. */
function deviceOf({ columns: c }: Pick<FlowRows, 'columns'>, row: number): number {
  return (c.deviceResponds[row] === 1 ? c.respIp[row] : c.origIp[row]) as number;
}

/** Whether rows without an app have more than one device: a device has one IPv4 address on most networks, and several of IPv6. */
export function haveSeveralDevices(rows: Pick<FlowRows, 'count' | 'columns' | 'texts'>): boolean {
  const devices = new Set<number>();
  for (let row = 0; row < rows.count; row += 1) if (rows.columns.app[row] === 0) devices.add(deviceOf(rows, row));
  const byFour = [...devices].filter((device) => rows.texts[device]?.includes('.')).length;
  return (byFour === 0 ? devices.size : byFour) > 1;
}

export function flowIdText(high: number, low: number): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
