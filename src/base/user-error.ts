// An error that a person can mend: its message says what to change. Everything else that is thrown is a bug.

export class UserError extends Error {
  /** Process exit code, see the table in README.md (2 usage, 65 not a capture, 66 missing input, 74 I/O). */
  readonly exitCode: number;

  constructor(message: string, exitCode = 2, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.exitCode = exitCode;
  }
}
