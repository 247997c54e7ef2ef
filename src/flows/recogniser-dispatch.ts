// Which recognisers a flow meets: those of its transport that the first byte of one of its directions allows, in the order of the registry.
// A bit each in tables that are made once: the number of recognisers costs a flow nothing but the bits that are set.

import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const BYTES = 256;
const WORD_BITS = 32;

export class RecogniserDispatch {
  readonly #recognisers: readonly ServiceRecogniser[];
  readonly #words: number;
  /** For each transport and first byte a set of recognisers. */
  readonly #tcp: Uint32Array;
  readonly #udp: Uint32Array;
  readonly #other: Uint32Array;

  constructor(recognisers: readonly ServiceRecogniser[]) {
    this.#recognisers = recognisers;
    this.#words = Math.ceil(recognisers.length / WORD_BITS);
    this.#tcp = this.#table(({ transport }) => transport === 'tcp' || transport === 'both');
    this.#udp = this.#table(({ transport }) => transport === 'udp' || transport === 'both');
    this.#other = this.#table(({ transport }) => transport === 'other');
  }

  /** The facts of the first recogniser that proves any. */
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const orig = flow.orig.prefix;
    const resp = flow.resp.prefix;
    if (orig.length === 0 && resp.length === 0) return undefined;
    const { protocol } = flow;
    const table = protocol === IpProtocol.tcp ? this.#tcp : protocol === IpProtocol.udp ? this.#udp : this.#other;
    for (let word = 0; word < this.#words; word++) {
      let set = 0;
      if (orig.length > 0) set |= table[orig[0] * this.#words + word];
      if (resp.length > 0) set |= table[resp[0] * this.#words + word];
      while (set !== 0) {
        const bit = Math.clz32(set & -set) ^ (WORD_BITS - 1);
        const facts = this.#recognisers[word * WORD_BITS + bit].recognise(flow);
        if (facts !== undefined) return facts;
        set &= set - 1;
      }
    }
    return undefined;
  }

  #table(isOf: (recogniser: ServiceRecogniser) => boolean): Uint32Array {
    const table = new Uint32Array(BYTES * this.#words);
    this.#recognisers.forEach((recogniser, i) => {
      if (!isOf(recogniser)) return;
      for (let byte = 0; byte < BYTES; byte++) {
        if (recogniser.mayBegin !== undefined && !recogniser.mayBegin(byte)) continue;
        table[byte * this.#words + ((i / WORD_BITS) | 0)] |= 1 << (i % WORD_BITS);
      }
    });
    return table;
  }
}
