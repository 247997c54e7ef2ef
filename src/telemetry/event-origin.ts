// Where an event was read, and whose it is: what the events of every schema have in common.

/** Where every event was read. The reader of the file knows its name. */
export interface EventOrigin {
  /** What wrote the row: 'procnet', 'pcapdroid.csv', or the row's own event.dataset. */
  readonly dataset: string;
  /** 1-based line of the log file. */
  readonly line: number;
  /** observer.name: which device or emulator, where addresses repeat. */
  readonly device?: string | undefined;
}

/** Whose act or state an event is, as far as its source says; the rest is looked up (event-owners.ts). */
export interface EventOwner {
  /** Kernel UID, user included. */
  readonly uid?: number | undefined;
  readonly packageName?: string | undefined;
  /** Android user, where the UID does not tell. */
  readonly userId?: number | undefined;
  readonly pid?: number | undefined;
  /** `package` or `package:service`. */
  readonly processName?: string | undefined;
}
