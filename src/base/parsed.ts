// The result of parsing attacker-controlled bytes: a value, a reason with its offset, or "more bytes needed". Never an exception.

/** `offset` is relative to the first byte that was handed to the parser. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly needMore: boolean; readonly reason: string; readonly offset: number };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** The bytes contradict the format. */
export function malformed(reason: string, offset: number): Parsed<never> {
  return { ok: false, needMore: false, reason, offset };
}

/** The bytes end before the message does; what is there is consistent so far. */
export function needMore(reason: string, offset: number): Parsed<never> {
  return { ok: false, needMore: true, reason, offset };
}
