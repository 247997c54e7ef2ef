// What is analysed: capture files in order, stdin, an interface, or bytes from a program. All but files is one stream.

import process from 'node:process';
import { UserError } from '../base/user-error.ts';
import { decompressedChunks } from '../parse/capture-file.ts';
import type { AnalysisSource } from './analysis.ts';
import { type CaptureInput, type CapturePieceFile, resolveCaptureFiles } from './capture-input.ts';
import type { AnalyzeOptions } from './config.ts';
import { openLiveCapture } from './live-capture.ts';

export interface OpenedSource extends AnalysisSource {
  readonly pieces: readonly CapturePieceFile[] | undefined;
  readonly unreadable: CaptureInput['unreadable'];
  readonly copies: CaptureInput['copies'];
  /** On disk; undefined for a stream that may become long, 0 for an interface, which is slow. */
  readonly inputBytes: number | undefined;
  /** What reading will come to; undefined where only the end tells: streams, compressed files. */
  readonly totalBytes: number | undefined;
  /** An interface: Ctrl-C is how it ends. */
  readonly isLive: boolean;
  droppedPackets(): number;
}

export async function openSource(options: AnalyzeOptions, signal: AbortSignal): Promise<OpenedSource> {
  if (options.interfaceName !== undefined) {
    const live = await openLiveCapture(options.interfaceName, signal);
    // The signal closes the interface, and what it took until then is the whole of it.
    const source = openStream(live.chunks, options.interfaceName, undefined);
    return { ...source, inputBytes: 0, isLive: true, droppedPackets: () => live.droppedPackets() };
  }
  if (options.captures[0] !== '-') return openFiles(options.captures);
  if (process.stdin.isTTY) {
    throw new UserError('"-" reads a capture from stdin, and nothing is piped into it: … | cipherscope analyze -');
  }
  return openStream(process.stdin, 'stdin', signal);
}

export async function openFiles(paths: readonly string[]): Promise<OpenedSource> {
  const { pieces, unreadable, copies } = await resolveCaptureFiles(paths);
  const inputBytes = pieces.reduce((sum, piece) => sum + piece.fileBytes, 0);
  return {
    pieces,
    stream: undefined,
    streamName: '',
    unreadable,
    copies,
    inputBytes,
    totalBytes: pieces.some((piece) => piece.isCompressed) ? undefined : inputBytes,
    isLive: false,
    droppedPackets: () => 0,
  };
}

/** What a person should know of the input before it is read. */
export function inputRemarks({ unreadable, copies }: OpenedSource): string[] {
  return [
    ...unreadable.map(({ file, reason }) => (reason.startsWith(file) ? reason : `${file}: ${reason}`)),
    ...copies.map(({ file, of }) => `${file}: holds the same as ${of}, and is left out.`),
  ];
}

/** `name`: what the manifest calls it. */
export function openStream(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  signal: AbortSignal | undefined,
): OpenedSource {
  return {
    pieces: undefined,
    stream: decompressedChunks(signal === undefined ? chunks : interruptible(chunks, signal), name),
    streamName: name,
    unreadable: [],
    copies: [],
    inputBytes: undefined,
    totalBytes: undefined,
    isLive: false,
    droppedPackets: () => 0,
  };
}

/** Ends when the signal is aborted, so that what was read so far is analysed. */
async function* interruptible(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let stop: () => void = () => undefined;
  const onAbort = () => stop();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      // Not Promise.race with one promise for the abort: that one would remember every chunk.
      const next = await new Promise<IteratorResult<Uint8Array> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        if (signal.aborted) stop();
        else iterator.next().then(resolve, reject);
      });
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not waited for: a producer that is stuck stays so.
    iterator.return?.().catch(() => undefined);
  }
}
