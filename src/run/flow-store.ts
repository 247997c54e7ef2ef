// flows.ndjson on disk as the viewer searches it: columns and offsets of the lines in memory, about 120 bytes a flow; a record itself is read
// when somebody looks at one. One pass fills it, and hands every flow to the page's collector on the way.

import { closeSync, openSync, readSync } from 'node:fs';
import { grown } from '../base/columns.ts';
import { type FlowLine, parseFlowLine, readFlowLines } from '../report/flow-lines.ts';
import type { FlowHead } from '../report/flow-rows-builder.ts';
import { FlowSearch } from '../report/flow-search.ts';
import type { CollectedFlows, ReportFlows } from '../report/report-flows.ts';

/** 3 million flows take about 350 MB. Flows beyond are counted and said. */
export const MOST_FLOWS = 3_000_000;
const CHUNK_BYTES = 1 << 20;
/** Of one line. A flow's has about 3 kB. */
const LONGEST_LINE = 1 << 24;

export class FlowStore {
  readonly search: FlowSearch;
  readonly collected: CollectedFlows;
  /** Lines that are no flow, and flows beyond the cap. */
  readonly damaged: number;
  readonly left: number;
  readonly #descriptor: number;
  readonly #offsets: Float64Array;
  readonly #lengths: Uint32Array;

  private constructor(descriptor: number, index: LineIndex, collected: CollectedFlows) {
    this.#descriptor = descriptor;
    this.collected = collected;
    this.search = new FlowSearch(collected.rows);
    this.damaged = index.damaged;
    this.left = index.left;
    this.#offsets = index.offsets;
    this.#lengths = index.lengths;
  }

  /** `collector` must keep as many rows as `most`; `see` gets every flow, also those beyond the cap. */
  static open(path: string, collector: ReportFlows, see: (flow: FlowHead) => void, most = MOST_FLOWS): FlowStore {
    const descriptor = openSync(path, 'r');
    const index = new LineIndex(most);
    for (const { line, offset, length } of linesOf(descriptor)) {
      if (line !== undefined) see(line.head);
      if (index.add(line, offset, length)) collector.addLine(line as FlowLine);
    }
    return new FlowStore(descriptor, index, collector.finish());
  }

  /** The line of a row, parsed; undefined where the file has changed since. */
  record(row: number): object | undefined {
    const length = this.#lengths[row];
    const offset = this.#offsets[row];
    if (length === undefined || offset === undefined) return undefined;
    const bytes = Buffer.alloc(length);
    readSync(this.#descriptor, bytes, 0, length, offset);
    return parseFlowLine(bytes)?.whole();
  }

  /** The row of a flow; its first frame tells it from another with the same id. */
  rowOf(flowId: string, firstFrame: number): number | undefined {
    const { columns, count } = this.search.rows;
    const high = Number.parseInt(flowId.slice(0, 8), 16);
    const low = Number.parseInt(flowId.slice(8, 16), 16);
    for (let row = 0; row < count; row += 1) {
      if (columns.idLow[row] === low && columns.idHigh[row] === high && columns.firstFrame[row] === firstFrame)
        return row;
    }
    return undefined;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

class LineIndex {
  readonly #most: number;
  offsets = new Float64Array(4096);
  lengths = new Uint32Array(4096);
  damaged = 0;
  left = 0;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the line is kept. */
  add(line: FlowLine | undefined, offset: number, length: number): boolean {
    if (line === undefined) {
      this.damaged += 1;
      return false;
    }
    if (this.#count >= this.#most) {
      this.left += 1;
      return false;
    }
    if (this.#count >= this.offsets.length) {
      this.offsets = grown(this.offsets, 2 * this.offsets.length);
      this.lengths = grown(this.lengths, 2 * this.lengths.length);
    }
    this.offsets[this.#count] = offset;
    this.lengths[this.#count++] = length;
    return true;
  }
}

interface PlacedLine {
  line: FlowLine | undefined;
  offset: number;
  length: number;
}

/** Every flow of a file, without its features. */
export function eachFlowHead(path: string, see: (flow: FlowHead) => void): void {
  const descriptor = openSync(path, 'r');
  try {
    for (const { line } of linesOf(descriptor)) if (line !== undefined) see(line.head);
  } finally {
    closeSync(descriptor);
  }
}

function* linesOf(descriptor: number): Generator<PlacedLine> {
  let carried = Buffer.alloc(0);
  let position = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const read = readSync(descriptor, chunk, 0, CHUNK_BYTES, position + carried.length);
    const bytes = carried.length === 0 ? chunk.subarray(0, read) : Buffer.concat([carried, chunk.subarray(0, read)]);
    // The last line may have no end.
    const end = read === 0 ? bytes.length : bytes.lastIndexOf(10) + 1;
    const placed: PlacedLine[] = [];
    readFlowLines(bytes.subarray(0, end), (line, offset, length) => {
      placed.push({ line, offset: position + offset, length });
    });
    yield* placed;
    if (read === 0) return;
    position += end;
    carried = Buffer.from(bytes.subarray(end));
    if (carried.length > LONGEST_LINE) {
      // No flow is so long: what follows is looked at from here on.
      position += carried.length;
      carried = Buffer.alloc(0);
      yield { line: undefined, offset: position, length: 0 };
    }
  }
}
