// The embedded form of flow rows: a JSON head with the dictionaries, then every column as LEB128 variable-length integers (DWARF 5 §7.6),
// times and frames as differences. Deflate then finds what is alike; 100,000 flows take about 3 MB.

import { type FlowRows, ROW_COLUMN_NAMES, type RowColumn, rowArrays } from './flow-rows.ts';

/** Columns that grow along the rows: each value is stored as its difference from the one before. */
const RISING: ReadonlySet<RowColumn> = new Set(['startUs', 'firstFrame', 'lastFrame']);
/** Bytes of the longest integer: 2⁵³ doubled by the sign bit. */
const LONGEST = 8;

export function encodeFlowRows(rows: FlowRows): Uint8Array {
  const { count, texts, apps, tls, namesDevices } = rows;
  const head = new TextEncoder().encode(JSON.stringify({ count, texts, apps, tls, namesDevices }));
  let bytes = new Uint8Array(4 + head.length + 4 * count * ROW_COLUMN_NAMES.length);
  new DataView(bytes.buffer).setUint32(0, head.length);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const name of ROW_COLUMN_NAMES) {
    if (at + count * LONGEST > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length + count * LONGEST);
      larger.set(bytes.subarray(0, at));
      bytes = larger;
    }
    const column = rows.columns[name];
    let before = 0;
    const rising = RISING.has(name);
    for (let row = 0; row < count; row += 1) {
      const value = column[row] as number;
      // The sign goes into the lowest bit.
      const difference = value - before;
      let rest = rising ? (difference < 0 ? -2 * difference - 1 : 2 * difference) : value;
      before = value;
      while (rest > 0x7fffffff) {
        bytes[at++] = (rest % 128) | 128;
        rest = Math.floor(rest / 128);
      }
      while (rest > 127) {
        bytes[at++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      bytes[at++] = rest;
    }
  }
  return bytes.subarray(0, at);
}

/** Of bytes that encodeFlowRows() made. The captures' names are not among them: they stand in the page as text. */
export function decodeFlowRows(bytes: Uint8Array, captures: readonly string[]): FlowRows {
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength))) as Omit<
    FlowRows,
    'columns' | 'captures'
  >;
  const columns = rowArrays(head.count);
  let at = 4 + headLength;
  for (const name of ROW_COLUMN_NAMES) {
    const column = columns[name];
    const rising = RISING.has(name);
    let before = 0;
    for (let row = 0; row < head.count; row += 1) {
      let value = 0;
      let weight = 1;
      let byte = bytes[at++] as number;
      while (byte > 127) {
        value += (byte & 127) * weight;
        weight *= 128;
        byte = bytes[at++] as number;
      }
      value += byte * weight;
      if (rising) {
        before += value % 2 === 1 ? -(value + 1) / 2 : value / 2;
        value = before;
      }
      column[row] = value;
    }
  }
  return { ...head, captures, columns };
}
