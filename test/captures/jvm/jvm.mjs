// The line to a JVM that runs Bridge.java: asks it for things while it waits, and runs hooks when it calls. Everything happens in turn, on the thread
// that called; a call of another thread that comes while an answer is awaited is handled first, as may happen under Frida.

import { openSync, readSync, writeSync } from 'node:fs';
import { JavaClasses } from './java-classes.mjs';
import { toJava } from './java-types.mjs';

export class Jvm {
  /** Grows whenever Java may have run. */
  epoch = 0;
  classes = new JavaClasses(this);
  /** What a script threw that was not Java's exception: Frida reports it and goes on. */
  failures = [];
  #hooks = new Map();
  #pending = [];
  /** Answers to other threads' questions that came while this one waited. */
  #early = new Map();
  #to;
  #from;
  #text = '';
  #thread = '';

  constructor(toFifo, fromFifo) {
    this.#from = fromFifo;
    this.#to = toFifo;
  }

  /** Blocks until the JVM has opened both FIFOs and waits. */
  open() {
    const [to, from] = [this.#to, this.#from];
    // In the order in which Bridge.java opens them: a FIFO opens once its other end does.
    this.#from = openSync(from, 'r');
    this.#to = openSync(to, 'w');
    this.#thread = this.#next().thread;
  }

  get threadId() {
    return Number(this.#thread);
  }

  wrap(handle, name) {
    return this.classes.wrap(handle, name);
  }

  onHook(number, run) {
    this.#hooks.set(number, run);
  }

  /** Whether the current thread is inside the hook, so that calling the method means its original. */
  isPending(hook) {
    return this.#pending.some((call) => call.hook === hook && call.thread === this.#thread);
  }

  ask(...words) {
    const thread = this.#thread;
    writeSync(this.#to, `${thread}\t${words.join('\t')}\n`);
    if (words[0] !== 'bytes') this.epoch++;
    const [verb, ...rest] = this.#answerTo(thread);
    if (verb === 'ok') return rest.join('\t');
    const error = new Error(Buffer.from(rest[1].slice(1), 'hex').toString('utf8'));
    if (rest[0] !== 'n') error.$h = rest[0].slice(1).split(':')[0];
    throw error;
  }

  #answerTo(thread) {
    for (;;) {
      const early = this.#early.get(thread);
      if (early !== undefined) {
        this.#early.delete(thread);
        return early;
      }
      const message = this.#next();
      if (message.words[0] === 'hook') {
        this.#run(message);
        this.#thread = thread;
      } else if (message.thread === thread) return message.words;
      else this.#early.set(message.thread, message.words);
    }
  }

  /** Lets the program run until it has ended. */
  run() {
    writeSync(this.#to, `${this.#thread}\treturn\tv\n`);
    for (;;) {
      const message = this.#next();
      if (message.words[0] === 'bye') return;
      this.#run(message);
    }
  }

  #run({ thread, words: [, number, self, ...args] }) {
    const hook = Number(number);
    this.#thread = thread;
    this.#pending.push({ hook, thread });
    this.epoch++;
    let answer;
    try {
      answer = `return\t${this.#hooks.get(hook)(self, args)}`;
    } catch (error) {
      if (error.$h === undefined) this.failures.push(String(error.stack));
      answer = error.$h === undefined ? `return\t${toJava(null, this)}` : `throw\tL${error.$h}`;
    }
    this.#pending.splice(
      this.#pending.findLastIndex((call) => call.hook === hook && call.thread === thread),
      1,
    );
    writeSync(this.#to, `${thread}\t${answer}\n`);
  }

  #next() {
    const chunk = Buffer.alloc(1 << 16);
    for (;;) {
      const end = this.#text.indexOf('\n');
      if (end >= 0) {
        const [thread, ...words] = this.#text.slice(0, end).split('\t');
        this.#text = this.#text.slice(end + 1);
        return { thread, words };
      }
      const length = readSync(this.#from, chunk);
      if (length === 0) throw new Error('the JVM is gone');
      this.#text += chunk.toString('latin1', 0, length);
    }
  }
}
