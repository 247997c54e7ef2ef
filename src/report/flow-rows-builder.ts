// Takes flows one by one into rows and keeps at most a limit of them: those that findings cite first, then the largest by bytes.
// Holds a quarter more than the limit at most; what is left out is counted. Dictionaries lose what no kept row uses.

import { releaseBuffers } from '../base/columns.ts';
import type { AppRecord, FlowEndpointRecord, FlowRecord } from '../flows/flow-record.ts';
import { appName } from './app-evidence.ts';
import {
  type FlowRows,
  haveSeveralDevices,
  NO_APP,
  NO_TLS,
  ROW_COLUMN_NAMES,
  type RowApp,
  type RowColumn,
  type RowTls,
  rowArrays,
} from './flow-rows.ts';
import { postureMarks } from './posture-marks.ts';
import { recordTimeUs } from './record-time.ts';
import { truncateText } from './safe-text.ts';

/** Longest text of a row, in terminal cells. A host name has 253 characters at most; a hostile one is cut. */
export const ROW_TEXT_CELLS = 120;
const FIRST_ROWS = 4096;
/** Rows are dropped when there are that many times the limit. */
const MOST_HELD = 1.25;
/** Added to the bytes of a flow that a finding cites: more than a flow can have. */
const CITED = 2 ** 52;

function weightOf(finding: number, upBytes: number, downBytes: number): number {
  return (finding === 0 ? 0 : CITED) + upBytes + downBytes;
}

/** A line of flows.ndjson without its features. */
export type FlowHead = Omit<FlowRecord, 'features'>;

export class FlowRowsBuilder {
  readonly #limit: number;
  #columns = rowArrays(FIRST_ROWS);
  #count = 0;
  /** What a row must weigh more than to be kept: as many as the limit weigh so much, and came before. */
  #floor = -1;
  #texts = new Dictionary<string>('');
  #apps = new Dictionary<RowApp>(NO_APP);
  #tls = new Dictionary<RowTls>(NO_TLS);
  #lastApp: [AppRecord | undefined, number] = [undefined, 0];
  /** Of all flows, kept or not. */
  flows = 0;
  bytes = 0;

  constructor(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  /** `finding`: 1-based rank of the first finding that cites the flow, or 0. */
  append(flow: FlowHead, finding: number): void {
    const { device, remote } = sidesOf(flow);
    this.flows += 1;
    this.bytes += device.bytes + remote.bytes;
    if (weightOf(finding, device.bytes, remote.bytes) <= this.#floor) return;
    if (this.#count >= MOST_HELD * this.#limit) this.#keepFirst(this.#limit);
    if (this.#count >= this.#columns.startUs.length) this.#grow();
    const row = this.#count++;
    const set = (name: RowColumn, value: number): void => {
      this.#columns[name][row] = value;
    };
    set('startUs', recordTimeUs(flow.start) ?? 0);
    set('durationUs', Math.max(0, Math.round(flow.duration_ms * 1000)));
    set('upBytes', device.bytes);
    set('downBytes', remote.bytes);
    set('app', this.#app(flow.app));
    set('why', flow.app === undefined ? this.#text(flow.app_missing) : 0);
    set('domain', this.#text(flow.domain));
    set('origIp', this.#text(flow.orig.ip));
    set('respIp', this.#text(flow.resp.ip));
    set('origPort', flow.orig.port);
    set('respPort', flow.resp.port);
    set('deviceResponds', flow.local === 'resp' ? 1 : 0);
    set('transport', this.#text(flow.transport));
    set('service', this.#text(flow.service));
    const { class: kind, scheme } = flow.encryption;
    set('encryption', this.#text(scheme === undefined ? kind : `${kind}, ${scheme}`));
    set('tls', flow.tls === undefined && flow.crypto === undefined ? 0 : this.#tlsOf(flow));
    set('finding', finding);
    set('firstFrame', flow.first_frame);
    set('lastFrame', flow.last_frame);
    set('capture', flow.capture);
    set('idHigh', Number.parseInt(flow.flow_id.slice(0, 8), 16) || 0);
    set('idLow', Number.parseInt(flow.flow_id.slice(8, 16), 16) || 0);
  }

  /** The kept rows. The builder must not be used afterwards. */
  finish(captures: readonly string[]): FlowRows {
    this.#keepFirst(this.#limit);
    const columns = Object.fromEntries(
      ROW_COLUMN_NAMES.map((name) => [name, this.#columns[name].subarray(0, this.#count)]),
    ) as FlowRows['columns'];
    const { entries: texts } = this.#texts;
    const count = this.#count;
    return {
      count,
      columns,
      texts,
      namesDevices: haveSeveralDevices({ count, columns, texts }),
      apps: this.#apps.entries,
      tls: this.#tls.entries,
      captures: captures.map((name) => truncateText(name, ROW_TEXT_CELLS)),
    };
  }

  #text(text: string | undefined): number {
    return text === undefined || text === '' ? 0 : this.#texts.place(text, shownText);
  }

  #app(app: AppRecord | undefined): number {
    if (app === undefined) return 0;
    // Readers of lines hand out a new record each time, the API often the same one.
    if (this.#lastApp[0] === app) return this.#lastApp[1];
    const place = this.#apps.place(`${app.uid} ${app.packages.join(' ')} ${app.label ?? ''}`, () => ({
      uid: app.uid,
      name: shownText(appName(app)),
      label: shownText(app.label ?? ''),
    }));
    this.#lastApp = [app, place];
    return place;
  }

  #tlsOf({ tls, crypto }: FlowHead): number {
    const { cipher = '', alpn = '', ja4 = '' } = tls ?? {};
    const version = tls?.version ?? crypto?.version ?? '';
    const group = tls?.group ?? crypto?.group ?? '';
    const remarks = [...(crypto?.weak ?? []), ...(crypto?.legacy ?? [])].join(' ');
    const marks = postureMarks(crypto);
    return this.#tls.place(`${version} ${cipher} ${group} ${ja4} ${alpn} ${remarks} ${marks}`, () => ({
      version: shownText(version),
      cipher: shownText(cipher),
      group: shownText(group),
      alpn: shownText(alpn),
      ja4: shownText(ja4),
      remarks: shownText(remarks),
      marks,
    }));
  }

  #grow(): void {
    const larger = rowArrays(2 * this.#columns.startUs.length);
    for (const name of ROW_COLUMN_NAMES) larger[name].set(this.#columns[name]);
    releaseBuffers(ROW_COLUMN_NAMES.map((name) => this.#columns[name].buffer));
    this.#columns = larger;
  }

  #keepFirst(limit: number): void {
    const { finding, upBytes, downBytes } = this.#columns;
    const weight = (row: number): number =>
      weightOf(finding[row] as number, upBytes[row] as number, downBytes[row] as number);
    let kept = Uint32Array.from({ length: this.#count }, (_, row) => row);
    if (this.#count > limit) {
      kept = kept.sort((a, b) => weight(b) - weight(a) || a - b).slice(0, limit);
      this.#floor = weight(kept[limit - 1] as number);
      kept.sort();
    }
    for (const name of ROW_COLUMN_NAMES) {
      const column = this.#columns[name];
      kept.forEach((from, to) => {
        column[to] = column[from] as number;
      });
    }
    this.#count = kept.length;
    this.#texts = this.#texts.reduced(
      this.#used('why', 'domain', 'origIp', 'respIp', 'transport', 'service', 'encryption'),
    );
    this.#apps = this.#apps.reduced(this.#used('app'));
    this.#tls = this.#tls.reduced(this.#used('tls'));
    this.#lastApp = [undefined, 0];
  }

  /** The columns of one dictionary, cut to the rows in use. */
  #used(...names: RowColumn[]): (Float64Array | Uint32Array)[] {
    return names.map((name) => this.#columns[name].subarray(0, this.#count));
  }
}

/** The device's side and the other one; where the capture does not show which is which, the originator counts as the device. */
export function sidesOf(flow: Pick<FlowRecord, 'local' | 'orig' | 'resp'>): {
  device: FlowEndpointRecord;
  remote: FlowEndpointRecord;
} {
  return flow.local === 'resp' ? { device: flow.resp, remote: flow.orig } : { device: flow.orig, remote: flow.resp };
}

function shownText(text: string): string {
  return truncateText(text, ROW_TEXT_CELLS);
}

class Dictionary<T> {
  readonly entries: T[];
  readonly #places = new Map<string, number>();

  constructor(none: T) {
    this.entries = [none];
  }

  place(key: string, entry: (key: string) => T): number {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.entries.push(entry(key)) - 1;
      this.#places.set(key, place);
    }
    return place;
  }

  /** A dictionary of what the columns use, in order of first use; the columns are rewritten to it. */
  reduced(columns: readonly (Float64Array | Uint32Array)[]): Dictionary<T> {
    const [none] = this.entries as [T];
    const next = new Dictionary<T>(none);
    const moved = new Int32Array(this.entries.length).fill(-1);
    moved[0] = 0;
    const length = columns[0]?.length ?? 0;
    for (let row = 0; row < length; row += 1) {
      for (const column of columns) {
        const from = column[row] as number;
        if (moved[from] === -1) moved[from] = next.entries.push(this.entries[from] as T) - 1;
        column[row] = moved[from] as number;
      }
    }
    for (const [key, place] of this.#places) {
      const to = moved[place] as number;
      if (to > 0) next.#places.set(key, to);
    }
    return next;
  }
}
