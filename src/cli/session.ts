// What a command gets from the process that runs it, and the shape of a command's work.

import type { WriteStream } from 'node:tty';

export interface ProcessView {
  /** `isTTY` and `columns` are set when the stream is a terminal. */
  readonly stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  readonly stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working folder. */
  readonly folder: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Streams that survive a reader that went away, and what the terminal can show. */
export interface CommandIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly colour: boolean;
  readonly columns: number;
  /** Progress may be drawn on stderr. */
  readonly interactive: boolean;
}

export interface GlobalOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

export interface Session {
  readonly process: ProcessView;
  readonly io: CommandIo;
  readonly options: GlobalOptions;
}

/** The work of a command, begun only when the whole command line made sense. Yields the exit code. */
export type Task = (session: Session) => Promise<number>;
