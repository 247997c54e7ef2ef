// What is analysed: capture files in order, stdin, or an interface. All but files is one stream.

import process from 'node:process';
import { decompressedChunks } from '../parse/capture-file.ts';
import type { AnalysisSource } from './analysis.ts';
import { type CapturePieceFile, resolveCaptureFiles } from './capture-input.ts';
import type { AnalyzeOptions } from './config.ts';
import { openLiveCapture } from './live-capture.ts';

export interface OpenedSource extends AnalysisSource {
  readonly pieces: readonly CapturePieceFile[] | undefined;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  /** Undefined for a stream. */
  readonly totalBytes: number | undefined;
  /** An interface: Ctrl-C is how it ends. */
  readonly isLive: boolean;
  isLarge(bytes: number): boolean;
  droppedPackets(): number;
}

export async function openSource(options: AnalyzeOptions, signal: AbortSignal): Promise<OpenedSource> {
  if (options.interfaceName !== undefined) {
    const live = await openLiveCapture(options.interfaceName, signal);
    return stream(live.chunks, options.interfaceName, true, () => live.droppedPackets());
  }
  if (options.captures[0] === '-') return stream(interruptible(process.stdin, signal), 'stdin', false, () => 0);
  const { pieces, unreadable } = await resolveCaptureFiles(options.captures);
  const totalBytes = pieces.reduce((sum, piece) => sum + piece.fileBytes, 0);
  return {
    pieces,
    stream: undefined,
    streamName: '',
    unreadable,
    totalBytes,
    isLive: false,
    isLarge: (bytes) => totalBytes >= bytes,
    droppedPackets: () => 0,
  };
}

function stream(
  chunks: AsyncIterable<Uint8Array>,
  streamName: string,
  isLive: boolean,
  droppedPackets: () => number,
): OpenedSource {
  return {
    pieces: undefined,
    stream: decompressedChunks(chunks, streamName),
    streamName,
    unreadable: [],
    totalBytes: undefined,
    isLive,
    // How much will come is not known: a pipe is worth a second thread, an interface is not.
    isLarge: () => !isLive,
    droppedPackets,
  };
}

/** Ends when the signal is aborted, so that what was read so far is analysed. */
async function* interruptible(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const aborted = new Promise<IteratorResult<Uint8Array>>((resolve) => {
    const end = () => resolve({ done: true, value: undefined });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (next.done === true) return;
    yield next.value;
  }
}
