// logcat of any buffer in any -v shape with a time: states from `events`, keys from `security` and keystore2. Lines of other tags are none of
// ours and are passed over; what shows that lines are missing (chatty, a clock set back, a full buffer) becomes a gap.

import { counted } from '../base/counted.ts';
import { EvidenceArea } from './coverage-record.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import { type KeyLine, keystoreOfLine, securityOfLine } from './logcat-keys.ts';
import { isLongHead, type LogcatClock, type LogcatLine, parseLogcatLine } from './logcat-line.ts';
import { type StateFields, stateOfLine } from './logcat-states.ts';
import type { StateEvent } from './state-event.ts';
import { readTimestamp } from './timestamp.ts';

export const logcatImporter = {
  format: 'logcat',
  summary:
    'logcat with -v threadtime, time or long, with or without epoch, year, zone, usec, uid: the buffers events and security, and lines of keystore2.',
  yields: ['crypto events', 'app states'],
  sights: [
    {
      area: EvidenceArea.keyLifecycle,
      always: false,
      scope: 'device',
      blindTo: [
        'software keys (Conscrypt, BouncyCastle, native)',
        'the algorithm of a key, and whether it is a key pair at all',
      ],
    },
    { area: EvidenceArea.backgroundExecution, always: false, scope: 'device', blindTo: [] },
  ],
  source: 'adb logcat -b events -v threadtime -v epoch -v usec -v uid',
  sniff: (firstLines) => {
    if (firstLines.some((line) => /^-{9} (?:beginning of|switch to) \w+/.test(line))) return 0.9;
    const lines = firstLines.filter((line) => line.trim() !== '').slice(0, 20);
    const hits = lines.filter((line) => parseLogcatLine(line, SNIFF_CLOCK) !== undefined).length;
    return lines.length > 0 && hits >= lines.length / 2 ? 0.85 : 0;
  },
  open: (context) => new LogcatReader(context),
} as const satisfies Importer;

const SNIFF_CLOCK: LogcatClock = { deviceTz: 'UTC', nearUs: 0, bootUs: 0 };
const MAX_LINE = 16_384;
/** Buffers interleave, and processes are scheduled: lines may be this much out of order. */
const DISORDER_US = 2e6;

class LogcatReader implements LineReader {
  readonly #context: ImportContext;
  readonly #clock: LogcatClock;
  #lastUs = Number.NEGATIVE_INFINITY;
  /** Head of an entry in the long shape, whose message has not come yet. */
  #head: LogcatLine | undefined;
  /** Lines of a long entry after its first: their text is not read. */
  #isRest = false;

  constructor(context: ImportContext) {
    const { deviceTz, nearUs, onRepeated } = context;
    this.#context = context;
    this.#clock = { deviceTz, nearUs, onRepeated, bootUs: undefined };
  }

  line(text: string, number: number): Rejection | undefined {
    if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
    if (text === '') {
      this.#isRest = false;
      return undefined;
    }
    if (text.startsWith('---------')) return this.#readBanner(text);
    if (text.startsWith('###')) return this.#readAnchor(text);
    if (this.#head !== undefined) {
      const entry = { ...this.#head, message: text };
      this.#head = undefined;
      this.#isRest = true;
      return this.#readEntry(entry, number);
    }
    const parsed = parseLogcatLine(text, this.#clock);
    if (parsed === undefined) return this.#isRest ? undefined : 'is no line of logcat';
    if ('reason' in parsed) return parsed.naive ? { naive: true, reason: parsed.reason } : parsed.reason;
    if (parsed.message === '' && isLongHead(text)) {
      this.#head = parsed;
      return undefined;
    }
    return this.#readEntry(parsed, number);
  }

  #readBanner(text: string): undefined {
    const buffer = /^-{9} (?:beginning of|switch to) (\w+)/.exec(text)?.[1];
    if (buffer === 'events') this.#context.watch(EvidenceArea.backgroundExecution);
    if (buffer === 'security') this.#context.watch(EvidenceArea.keyLifecycle);
    return undefined;
  }

  /** `### EPOCH boot=SECONDS` ties the boot clock to the epoch. */
  #readAnchor(text: string): Rejection | undefined {
    const anchor = /^###\s+(\S+)(?:\s+boot=(\d+(?:\.\d+)?))?/.exec(text);
    const time = readTimestamp(anchor?.[1] ?? '', this.#context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    if (anchor?.[2] !== undefined) this.#clock.bootUs = time.us - Number(anchor[2]) * 1e6;
    return undefined;
  }

  #readEntry(line: LogcatLine, number: number): Rejection | undefined {
    this.#checkOrder(line.timeUs, number);
    if (line.tag === 'chatty') {
      const lost = /expire (\d+) lines?/.exec(line.message)?.[1];
      if (lost !== undefined)
        this.#context.gap({ endUs: line.timeUs, cause: `dropped ${counted(Number(lost), 'line')} of one process` });
      return undefined;
    }
    const state = stateOfLine(line);
    if (typeof state === 'string') return state;
    if (state !== undefined) return this.#emitState(state, line, number);
    const security = securityOfLine(line);
    if (typeof security === 'string') return security;
    if (security !== undefined) return this.#emitKey(security, 'logcat.security', line, number);
    const keystore = keystoreOfLine(line);
    return keystore === undefined ? undefined : this.#emitKey(keystore, 'logcat.keystore2', line, number);
  }

  #emitState(fields: StateFields, line: LogcatLine, number: number): undefined {
    // The reader made it for this line: a copy of each of a million objects of many shapes would cost more than all the rest.
    const state = fields as { -readonly [Key in keyof StateEvent]: StateEvent[Key] };
    state.dataset = 'logcat.events';
    state.line = number;
    state.timeUs = line.timeUs;
    this.#context.emit(state);
    return undefined;
  }

  #emitKey(key: KeyLine, dataset: string, line: LogcatLine, number: number): undefined {
    if (dataset === 'logcat.security') this.#context.watch(EvidenceArea.keyLifecycle);
    const place = { dataset, line: number, timeUs: line.timeUs };
    if ('gap' in key) this.#context.gap({ endUs: line.timeUs, cause: key.gap });
    else if ('crypto' in key) this.#context.emit({ ...key.crypto, ...place });
    else this.#context.emit({ ...key.state, ...place });
    return undefined;
  }

  #checkOrder(timeUs: number, number: number): void {
    if (timeUs < this.#lastUs - DISORDER_US) {
      const seconds = ((this.#lastUs - timeUs) / 1e6).toFixed(1);
      this.#context.gap({ startUs: timeUs, endUs: this.#lastUs, cause: `goes back by ${seconds} s at line ${number}` });
      this.#lastUs = timeUs;
    }
    this.#lastUs = Math.max(this.#lastUs, timeUs);
  }
}
