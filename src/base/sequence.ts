// Lists whose items are made when they are asked for, because there may be more of them than fit in memory as objects. Arrays are such lists.

export interface Sequence<T> extends Iterable<T> {
  readonly length: number;
  /** Undefined beyond the end. */
  at(position: number): T | undefined;
}

/** `make` is called each time an item is asked for, with positions from 0 below `length`. */
export class MadeSequence<T> implements Sequence<T> {
  readonly length: number;
  readonly #make: (position: number) => T;

  constructor(length: number, make: (position: number) => T) {
    this.length = length;
    this.#make = make;
  }

  at(position: number): T | undefined {
    return position >= 0 && position < this.length ? this.#make(position) : undefined;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let position = 0; position < this.length; position++) yield this.#make(position);
  }
}
