// Values between the script and the JVM as frida-java-bridge 7.0.13 turns them (lib/types.js, lib/class-factory.js): numbers, booleans and declared
// strings by value, byte arrays as array-likes that read through, all else as a wrapper that knows no more than its declared type.

const LIMITS = { byte: 2 ** 7, short: 2 ** 15, int: 2 ** 31, long: 2 ** 53 };

/** Reads what Values.java wrote. */
export function fromJava(word, jvm) {
  const rest = word.slice(1);
  switch (word[0]) {
    case 'v':
      return undefined;
    case 'n':
      return null;
    case 'z':
      return rest === '1';
    case 'i':
    case 'd':
      return Number(rest);
    case 's':
      return Buffer.from(rest, 'hex').toString('utf8');
    case 'B':
      return byteArray(...rest.split(':'), jvm);
    case 'A':
      return objectArray(...rest.split(':'), jvm);
    default: {
      const colon = rest.indexOf(':');
      return jvm.wrap(rest.slice(0, colon), rest.slice(colon + 1));
    }
  }
}

function objectArray(handle, encoded, jvm) {
  const text = Buffer.from(encoded, 'hex').toString('utf8');
  const elements = text === '' ? [] : text.split('\n').map((word) => fromJava(word, jvm));
  return Object.defineProperty(elements, '$h', { value: handle });
}

function byteArray(handle, length, jvm) {
  const target = { $h: handle, $type: 'byte', length: Number(length) };
  let read = { epoch: -1, bytes: undefined };
  return new Proxy(target, {
    get(_target, property) {
      const index = typeof property === 'symbol' ? Number.NaN : Number.parseInt(property, 10);
      if (!(index >= 0 && index < target.length)) return target[property];
      // The array may have changed whenever Java ran in between.
      if (read.epoch !== jvm.epoch) {
        const bytes = Buffer.from(jvm.ask('bytes', `L${handle}`), 'hex');
        read = { epoch: jvm.epoch, bytes };
      }
      return read.bytes.readInt8(index);
    },
  });
}

/** Whether the bridge would take the value for a parameter or result of this type. */
export function isCompatible(value, type, jvm) {
  if (type === 'void') return value === undefined;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type in LIMITS) return Number.isInteger(value) && value >= -LIMITS[type] && value < LIMITS[type];
  if (type === 'float' || type === 'double') return typeof value === 'number';
  if (type === 'char') return typeof value === 'string' && value.length === 1;
  if (value === null) return true;
  if (value === undefined) return false;
  if (type === '[B')
    return (
      typeof value === 'object' &&
      value.length !== undefined &&
      (value.$type === 'byte' || Array.prototype.every.call(value, (element) => isCompatible(element, 'byte', jvm)))
    );
  if (type.startsWith('[')) return typeof value === 'object' && value.$h !== undefined;
  if (typeof value === 'string') return type === 'java.lang.String' || type === 'java.lang.Object';
  return value.$h !== undefined && jvm.ask('is', `L${value.$h}`, type) === 'z1';
}

/** As Values.java reads it. */
export function toJava(value, jvm) {
  if (value === undefined) return 'v';
  if (value === null) return 'n';
  if (typeof value === 'boolean') return value ? 'z1' : 'z0';
  if (typeof value === 'number') return `i${value}`;
  if (typeof value === 'string') return `s${Buffer.from(value, 'utf8').toString('hex')}`;
  if (value.$h !== undefined) return `L${value.$h}`;
  return `L${arrayOf(value, jvm).$h}`;
}

export function arrayOf(elements, jvm) {
  return fromJava(jvm.ask('array', Buffer.from(Int8Array.from(elements).buffer).toString('hex')), jvm);
}
