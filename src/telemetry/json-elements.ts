// Objects of a JSON document, one by one, however the document is broken into lines: elements of an array, objects in a row with or without
// commas, or elements of the arrays that an object holds. Bounded: an element over 1 MiB is dropped, and the rest is read.

import { MAX_LINE_BYTES } from './line-splitter.ts';

export interface JsonElement {
  /** Its text. */
  readonly text: string;
  /** Line on which it begins. */
  readonly line: number;
  /** Key of the array it stands in, where an object holds arrays. */
  readonly key: string | undefined;
}

export type ElementHandler = (element: JsonElement | { readonly line: number; readonly tooLong: true }) => void;

export class JsonElements {
  readonly #handler: ElementHandler;
  /** True: a top-level object holds arrays, and their objects are the elements. */
  readonly #inLists: boolean;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Depth outside the element being read; −1 between elements. */
  #start = -1;
  #parts: string[] = [];
  #characters = 0;
  #line = 1;
  #startLine = 1;
  /** Last string read at depth 1, and whether it is followed by a colon. */
  #string = '';
  #key: string | undefined;

  constructor(handler: ElementHandler, inLists = false) {
    this.#handler = handler;
    this.#inLists = inLists;
  }

  /** A line, or a piece of one. */
  push(text: string, line: number): void {
    this.#line = line;
    let from = this.#start < 0 ? -1 : 0;
    let stringFrom = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text.charCodeAt(i);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (char === 0x5c) this.#escaped = true;
        else if (char === 0x22) {
          this.#inString = false;
          if (this.#depth === 1) this.#string = text.slice(stringFrom, i).slice(0, 128);
        }
      } else if (char === 0x22) {
        this.#inString = true;
        stringFrom = i + 1;
      } else if (char === 0x3a) {
        if (this.#depth === 1) this.#key = this.#string;
      } else if (char === 0x7b || char === 0x5b) {
        if (this.#start < 0 && char === 0x7b && this.#isElementDepth()) {
          this.#start = this.#depth;
          this.#startLine = line;
          from = i;
        }
        this.#depth++;
      } else if (char === 0x7d || char === 0x5d) {
        if (this.#depth > 0) this.#depth--;
        if (this.#start >= 0 && this.#depth <= this.#start) {
          this.#take(text.slice(from, i + 1));
          this.#finish();
          from = -1;
        }
      }
    }
    if (from >= 0) this.#take(text.slice(from));
  }

  /** True when the document ended in the middle of an element. */
  get isCut(): boolean {
    return this.#depth > 0;
  }

  get line(): number {
    return this.#line;
  }

  #isElementDepth(): boolean {
    // In lists: object, its array, the element. Otherwise an object at the top or in the one array.
    return this.#inLists ? this.#depth === 2 : this.#depth <= 1;
  }

  #take(text: string): void {
    this.#characters += text.length;
    if (this.#characters > MAX_LINE_BYTES) this.#parts = [];
    // A billion empty lines inside an element are nothing to hold.
    else if (text !== '') this.#parts.push(text);
  }

  #finish(): void {
    const isLong = this.#characters > MAX_LINE_BYTES;
    const text = isLong ? '' : this.#parts.join('');
    const line = this.#startLine;
    this.#parts = [];
    this.#characters = 0;
    this.#start = -1;
    if (isLong) this.#handler({ line, tooLong: true });
    else this.#handler({ text, line, key: this.#inLists ? this.#key : undefined });
  }
}
