// Classes, wrappers and methods of the `Java` object as frida-java-bridge 7.0.13 makes them: members are those a class declares, then those of its
// superclasses; interfaces inherit nothing; methods dispatch by the types of their arguments; one with overloads takes no implementation.

import { fromJava, isCompatible, toJava } from './java-types.mjs';

export class JavaClasses {
  #known = new Map();
  #jvm;

  constructor(jvm) {
    this.#jvm = jvm;
  }

  use(name) {
    let known = this.#known.get(name);
    if (known === undefined) {
      const [superclass, ...declared] = this.#jvm.ask('use', name).split('\t');
      known = {
        name,
        superclass: superclass === '-' ? undefined : superclass,
        members: this.#membersOf(name, declared),
      };
      this.#known.set(name, known);
    }
    return this.#wrapper(known, null);
  }

  wrap(handle, name) {
    return this.#wrapper(this.use(name).$known, handle);
  }

  #wrapper(known, handle) {
    const jvm = this.#jvm;
    const target = { $known: known, $h: handle ?? undefined, $n: known.name };
    return new Proxy(target, {
      get: (_target, property, receiver) => {
        if (property === '$className')
          return handle === null ? known.name : fromJava(jvm.ask('class', `L${handle}`), jvm);
        if (property === '$new') return (...args) => construct(known, args, jvm);
        if (typeof property !== 'string' || (property.startsWith('$') && property !== '$init')) return target[property];
        return this.#find(known, property)?.bindTo(receiver) ?? target[property];
      },
    });
  }

  #find(known, name) {
    const own = known.members.get(name);
    if (own !== undefined) return own;
    // Constructors are not inherited.
    return known.superclass === undefined || name === '$init'
      ? undefined
      : this.#find(this.use(known.superclass).$known, name);
  }

  #membersOf(className, declared) {
    const members = new Map();
    for (const line of declared) {
      const [kind, name, result, types] = line.split('|');
      const method = javaMethod(
        { className, name, kind, result, types: types === '' ? [] : types.split(',') },
        this.#jvm,
      );
      const overloads = members.get(name)?.overloads ?? [];
      members.set(name, dispatcher(name, [...overloads, method]));
    }
    return members;
  }
}

function construct(known, args, jvm) {
  const made = known.members.get('$init')?.overloads.find((method) => method.canInvokeWith(args));
  if (made === undefined) throw new Error(`${known.name}(): argument types do not match any overload`);
  const words = args.map((arg) => toJava(arg, jvm));
  return fromJava(jvm.ask('new', known.name, '$init', made.types.join(','), '', ...words), jvm);
}

function dispatcher(name, overloads) {
  const member = function (...args) {
    const method = overloads.find((candidate) => candidate.canInvokeWith(args));
    if (method === undefined) throw new Error(`${name}(): argument types do not match any of: ${overloads.join(' ')}`);
    return method.apply(this, args);
  };
  member.overloads = overloads;
  member.bindTo = () => member;
  member.overload = (...types) => {
    const method = overloads.find((candidate) => candidate.types.join() === types.join());
    if (method === undefined)
      throw new Error(`${name}(): specified argument types do not match any of: ${overloads.join(' ')}`);
    return method;
  };
  Object.defineProperty(member, 'implementation', {
    set(handler) {
      if (overloads.length > 1) throw new Error(`${name}(): has more than one overload, use .overload(<signature>)`);
      overloads[0].implementation = handler;
    },
  });
  return member;
}

function javaMethod({ className, name, kind, result, types }, jvm) {
  let hook = -1;
  let handler;
  const method = function (...args) {
    // A constructor is reported when it has run (Hooks.java).
    if (kind === 'c') return undefined;
    const self = kind === 's' ? 'n' : toJava(this, jvm);
    const original = hook >= 0 && jvm.isPending(hook) ? hook : -1;
    const words = args.map((arg) => toJava(arg, jvm));
    return fromJava(jvm.ask('call', className, name, types.join(','), self, original, ...words), jvm);
  };
  method.types = types;
  method.argumentTypes = types.map((name) => ({ className: name }));
  method.returnType = { className: result };
  method.toString = () => `${name}(${types.join(', ')}): ${result}`;
  method.canInvokeWith = (args) =>
    args.length === types.length && types.every((type, at) => isCompatible(args[at], type, jvm));
  Object.defineProperty(method, 'implementation', {
    set(given) {
      if (hook < 0) {
        hook = fromJava(jvm.ask('hook', className, name, types.join(',')), jvm);
        jvm.onHook(hook, (self, args) => call(handler, self, args));
      }
      handler = given;
    },
  });

  function call(implementation, self, args) {
    const receiver = kind === 's' ? jvm.classes.use(className) : jvm.wrap(self.slice(1).split(':')[0], className);
    const returned = implementation.apply(
      receiver,
      args.map((word) => fromJava(word, jvm)),
    );
    if (!isCompatible(returned, result, jvm)) throw new Error(`implementation of ${name} returned no ${result}`);
    return toJava(returned, jvm);
  }
  return method;
}
