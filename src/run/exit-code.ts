// The exit codes of every command, and which one wins when several apply.
// A script reads them instead of the text, so their meaning never changes.

import { UserError } from '../base/user-error.ts';

export const ExitCode = {
  done: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Usage or configuration. */
  usage: 2,
  /** Truncated or damaged input; what could be read was analysed. */
  partial: 3,
  /** Coverage below `--require-areas`. */
  coverage: 4,
  /** The only input is not a capture (EX_DATAERR of sysexits.h). */
  notCapture: 65,
  /** The only input is missing (EX_NOINPUT). */
  missingInput: 66,
  /** A bug (EX_SOFTWARE). */
  internal: 70,
  /** The disk, the network or a permission (EX_IOERR). */
  io: 74,
  /** 128 + SIGINT; partial results were kept. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The code that a run with all of these outcomes ends with. */
export function worstExitCode(codes: readonly number[]): number {
  for (const code of PRECEDENCE) if (codes.includes(code)) return code;
  return codes.find((code) => code !== ExitCode.done) ?? ExitCode.done;
}

/** What a thrown value means to the caller of the process. */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof UserError) return error.exitCode;
  if (!(error instanceof Error)) return ExitCode.internal;
  if (error.name === 'AbortError') return ExitCode.interrupted;
  // System errors carry the system call that failed; ERR_… codes of Node itself are bugs of ours.
  return 'syscall' in error ? ExitCode.io : ExitCode.internal;
}

const PRECEDENCE: readonly number[] = [
  ExitCode.interrupted,
  ExitCode.internal,
  ExitCode.io,
  ExitCode.usage,
  ExitCode.missingInput,
  ExitCode.notCapture,
  ExitCode.coverage,
  ExitCode.findings,
  ExitCode.partial,
];
