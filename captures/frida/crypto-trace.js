// A Frida script that writes what an app does with keys and ciphers as lines of cipherscope.crypto/1. It redacts where it looks: lengths of
// everything, hash and first bytes of what was encrypted or wrapped, an HMAC of inputs under a key of the case, nothing else. See docs/collecting.md.
//
//   frida -U -f PACKAGE -l crypto-trace.js -P '{"caseKey":"<64 hex digits>"}' -q -t inf -o crypto.ndjson

const PREFIX_BYTES = 32;
const WITHHELD_BYTES = 12;
const REMEMBERED = 256;
const HEARTBEAT_MS = 10_000;
const AREAS = ['key_lifecycle', 'asymmetric_api_use', 'ciphertext_transformation'];
const OPERATIONS = { 1: 'encrypt', 2: 'decrypt', 3: 'wrap', 4: 'unwrap' };

/** javax.crypto transformation → class of the cipher. */
function classOfCipher(transformation) {
  return /^(?:RSA|ECIES|ElGamal|EC)\b/i.test(transformation) ? 'asymmetric' : 'symmetric';
}

/** Where a file lies, without its name: names tell about people. */
function classOfPath(path) {
  if (/^\/(?:sdcard|storage|mnt\/media_rw)\//.test(path))
    return /\/(?:DCIM|Pictures|Movies|Music)\//.test(path) ? 'media' : 'external';
  if (/^\/data\/(?:data|user(?:_de)?\/\d+)\//.test(path))
    return /\/(?:cache|code_cache)\//.test(path) ? 'app_cache' : 'app_private';
  return 'other';
}

function extensionOf(path) {
  return /[^/]\.([A-Za-z0-9]{1,8})$/.exec(path)?.[1];
}

/**
 * What may be said of an output: of anything but encrypted or wrapped bytes nothing but the length. The end of a short one is withheld, and its hash
 * where trying all endings would find it, so that no ciphertext stands in the log as a whole.
 */
function outputFields(operation, output) {
  if (output === undefined) return {};
  const fields = { 'crypto.output.bytes': output.bytes };
  if ((operation !== 'encrypt' && operation !== 'wrap') || output.sha256 === undefined) return fields;
  const isShort = output.bytes < 2 * WITHHELD_BYTES;
  const told = Math.min(
    PREFIX_BYTES,
    isShort ? Math.min(WITHHELD_BYTES, output.bytes - 4) : output.bytes - WITHHELD_BYTES,
  );
  if (!isShort) fields['crypto.output.sha256'] = output.sha256;
  if (told > 0) fields['crypto.output.prefix'] = output.prefix.slice(0, 2 * told);
  return fields;
}

function eventRow(identity, timeMs, action, fields) {
  const row = {
    schema: 'cipherscope.crypto/1',
    '@timestamp': timeMs,
    'event.action': action,
    'event.dataset': 'frida',
  };
  Object.assign(row, identity);
  for (const key of Object.keys(fields)) if (fields[key] !== undefined && fields[key] !== null) row[key] = fields[key];
  return row;
}

if (typeof Process === 'undefined') {
  globalThis.cryptoTrace = { classOfCipher, classOfPath, extensionOf, outputFields, eventRow };
} else if (typeof Java === 'undefined' || !Java.available) {
  throw new Error('crypto-trace: no Java bridge here: load this with the frida command into a process of an app');
} else {
  let caseKey = '';
  rpc.exports = {
    init(_stage, parameters) {
      caseKey = String(parameters?.caseKey || '');
      if (!/^[0-9a-f]{64}$/i.test(caseKey)) {
        console.error('crypto-trace: caseKey is not 64 hex digits, so inputs get no HMAC');
        caseKey = '';
      }
    },
  };
  Java.perform(() => trace(() => caseKey));
}

function trace(caseKeyOf) {
  const MessageDigest = Java.use('java.security.MessageDigest');
  const Mac = Java.use('javax.crypto.Mac');
  const SecretKeySpec = Java.use('javax.crypto.spec.SecretKeySpec');
  const System = Java.use('java.lang.System');
  const Key = Java.use('java.security.Key');
  const Buffer = Java.use('java.nio.Buffer');
  const ByteBuffer = Java.use('java.nio.ByteBuffer');
  const ActivityThread = Java.use('android.app.ActivityThread');
  const identity = { 'android.uid': Java.use('android.os.Process').myUid(), 'process.pid': Process.id };
  /** Digests of the last encrypted outputs: an encoder or a file that gets one of them carries ciphertext. */
  const encrypted = [];
  /** What a Cipher is about, by identity. */
  const ciphers = new Map();
  const files = new Map();
  /** Threads inside a hooked call. While one waits for Java, others run hooks of their own. */
  const inside = new Set();

  const KeyPairGenerator = Java.use('java.security.KeyPairGenerator');
  const pairClasses = new Set();
  hookKeyPairs('java.security.KeyPairGenerator');
  hookKeyPairs('java.security.KeyPairGenerator$Delegate');
  // Providers override generateKeyPair, and a hook sees the method it was set on and no override.
  hook(KeyPairGenerator, 'getInstance', (result) => hookKeyPairs(result.$className));

  const KeyFactory = Java.use('java.security.KeyFactory');
  hook(KeyFactory, 'generatePublic', function (result) {
    emit('public_key_loaded', {
      'crypto.class': 'asymmetric',
      'crypto.operation': 'import',
      'crypto.algorithm': String(this.getAlgorithm()),
      'crypto.key.kind': 'public',
      'crypto.key.origin': 'unknown',
      'crypto.key.provider': providerOf(this),
      'crypto.key.id': keyIdOf(result),
      'code.stack': stack(),
    });
  });
  hook(KeyFactory, 'generatePrivate', function () {
    emit('keypair_imported', {
      'crypto.class': 'asymmetric',
      'crypto.operation': 'import',
      'crypto.algorithm': String(this.getAlgorithm()),
      'crypto.key.kind': 'private',
      'crypto.key.provider': providerOf(this),
    });
  });
  const KeyStore = Java.use('java.security.KeyStore');
  const stores = {
    getKey: ['keypair_accessed', 'get'],
    getEntry: ['keypair_accessed', 'get'],
    deleteEntry: ['keypair_destroyed', 'delete'],
    setKeyEntry: ['keypair_imported', 'import'],
    setEntry: ['keypair_imported', 'import'],
  };
  for (const name of Object.keys(stores))
    hook(KeyStore, name, function (_result, args) {
      const [action, operation] = stores[name];
      emit(action, {
        'crypto.class': 'unknown',
        'crypto.operation': operation,
        'crypto.key.alias': args[0] === null ? undefined : String(args[0]),
        'crypto.key.provider': String(this.getType()),
      });
    });
  hook(SecretKeySpec, '$init', (_result, args) => {
    if (!args[0]) return;
    emit('secret_key_created', {
      'crypto.class': 'symmetric',
      'crypto.algorithm': String(args[args.length - 1]),
      'crypto.key.kind': 'secret',
      'crypto.key.bits': 8 * (args.length === 4 ? args[2] : args[0].length),
    });
  });

  const Cipher = Java.use('javax.crypto.Cipher');
  hook(Cipher, 'init', function (_result, args) {
    const operation = OPERATIONS[args[0]];
    const transformation = transformationOf(this);
    ciphers.set(handle(this), newCipher(operation, transformation));
    bound(ciphers);
    emit('cipher_init', {
      'crypto.class': classOfCipher(transformation),
      'crypto.transformation': transformation,
      'crypto.operation': operation,
      'crypto.object': handle(this),
      'crypto.key.provider': providerOf(this),
    });
  });
  hook(
    Cipher,
    'update',
    function (result, args, types, waiting) {
      const cipher = ciphers.get(handle(this));
      if (cipher === undefined) return;
      cipher.updates++;
      feed(cipher, inputOf(args, types, waiting), outputOf(result, args, types));
    },
    waitingIn,
  );
  hook(
    Cipher,
    'doFinal',
    function (result, args, types, waiting) {
      const cipher = ciphers.get(handle(this)) || newCipher(undefined, transformationOf(this));
      // (bytes, int) names a place for the output.
      const input = types.join() === '[B,int' ? inputOf([], []) : inputOf(args, types, waiting);
      feed(cipher, input, outputOf(result, args, types));
      const isWhole = cipher.updates === 0 && input.bytes !== undefined && input.length === input.bytes.length;
      const output = finished(cipher);
      emit('cipher_final', {
        'event.outcome': 'success',
        'crypto.class': classOfCipher(cipher.transformation),
        'crypto.transformation': cipher.transformation,
        'crypto.operation': cipher.operation,
        'crypto.object': handle(this),
        'crypto.input.bytes': cipher.inputBytes,
        'crypto.input.hmac': isWhole ? hmac(input.bytes) : undefined,
        ...outputFields(cipher.operation, output),
      });
      ciphers.set(handle(this), newCipher(cipher.operation, cipher.transformation));
    },
    waitingIn,
  );
  hook(Cipher, 'wrap', function (result) {
    emit('key_wrap', {
      'crypto.class': classOfCipher(transformationOf(this)),
      'crypto.transformation': transformationOf(this),
      'crypto.operation': 'wrap',
      ...outputFields('wrap', remembered(result)),
    });
  });
  hook(Cipher, 'unwrap', function (_result, args) {
    emit('key_wrap', {
      'crypto.class': classOfCipher(transformationOf(this)),
      'crypto.transformation': transformationOf(this),
      'crypto.operation': 'unwrap',
      'crypto.input.bytes': args[0].length,
    });
  });

  hook(Java.use('javax.crypto.KeyAgreement'), 'generateSecret', function (result) {
    emit('key_agreement', {
      'crypto.class': 'asymmetric',
      'crypto.operation': 'derive',
      'crypto.algorithm': String(this.getAlgorithm()),
      'crypto.key.provider': providerOf(this),
      'crypto.output.bytes': lengthOf(result),
      'code.stack': stack(),
    });
  });
  const Signature = Java.use('java.security.Signature');
  hook(Signature, 'sign', function (result) {
    emit('sign', {
      'crypto.class': 'asymmetric',
      'crypto.operation': 'sign',
      'crypto.algorithm': String(this.getAlgorithm()),
      'crypto.output.bytes': lengthOf(result),
    });
  });
  hook(Signature, 'verify', function (result) {
    emit('verify', {
      'event.outcome': result ? 'success' : 'failure',
      'crypto.class': 'asymmetric',
      'crypto.operation': 'verify',
      'crypto.algorithm': String(this.getAlgorithm()),
    });
  });

  for (const [className, names] of [
    ['android.util.Base64', ['encode', 'encodeToString']],
    ['java.util.Base64$Encoder', ['encode', 'encodeToString']],
  ])
    for (const name of names)
      hook(classNamed(className), name, (result, args, types) => {
        const input = inputOf(args, types);
        if (input.bytes === undefined) return;
        const isCiphertext = encrypted.includes(sha256(input.bytes, input.from, input.length));
        const isWhole = input.length === input.bytes.length;
        const output = encodedOf(result, args);
        if (isCiphertext) remember(output.sha256);
        emit('encode', {
          'crypto.operation': isCiphertext ? 'encrypt' : undefined,
          'crypto.input.bytes': input.length,
          'crypto.input.hmac': isWhole ? hmac(input.bytes) : undefined,
          'crypto.output.encoding': 'base64',
          ...outputFields(isCiphertext ? 'encrypt' : undefined, output),
        });
      });

  const FileOutputStream = Java.use('java.io.FileOutputStream');
  hook(FileOutputStream, '$init', (_result, args, _types, _waiting, self) => {
    const path = args[0] === null ? '' : String(args[0].getPath ? args[0].getPath() : args[0]);
    if (!path.startsWith('/')) return;
    const digest = MessageDigest.getInstance('SHA-256');
    files.set(handle(self), { path, bytes: 0, digest, prefix: '', isCiphertext: true });
    bound(files);
  });
  hook(FileOutputStream, 'write', function (_result, args) {
    const file = files.get(handle(this));
    if (file === undefined) return;
    const bytes = isBytes(args[0]) ? args[0] : Java.array('byte', [(args[0] << 24) >> 24]);
    const [from, length] = args.length === 3 ? [args[1], args[2]] : [0, bytes.length];
    if (length === 0) return;
    file.isCiphertext = file.isCiphertext && encrypted.includes(sha256(bytes, from, length));
    const missing = PREFIX_BYTES - file.prefix.length / 2;
    if (missing > 0) file.prefix += hex(bytes, from, Math.min(length, missing));
    file.digest.update(bytes, from, length);
    file.bytes += length;
  });
  hook(FileOutputStream, 'close', function () {
    const file = files.get(handle(this));
    files.delete(handle(this));
    if (file === undefined || file.bytes === 0) return;
    const sha = digested(file.digest);
    // Piece by piece through a stream it is the whole that one encryption put out.
    const isCiphertext = file.isCiphertext || encrypted.includes(sha);
    emit('file_write', {
      'crypto.operation': isCiphertext ? 'encrypt' : undefined,
      'file.path_class': classOfPath(file.path),
      'file.extension': extensionOf(file.path),
      ...outputFields(isCiphertext ? 'encrypt' : undefined, { bytes: file.bytes, sha256: sha, prefix: file.prefix }),
    });
  });

  attempt('start', learnNames);
  emit('trace_started', { 'crypto.collects': AREAS });
  setInterval(() => emit('trace_started', { 'crypto.collects': AREAS }), HEARTBEAT_MS);

  function hookKeyPairs(className) {
    if (pairClasses.has(className)) return;
    pairClasses.add(className);
    for (const name of ['generateKeyPair', 'genKeyPair'])
      hook(classNamed(className), name, function (result) {
        emit('keypair_generated', {
          'event.outcome': 'success',
          'crypto.class': 'asymmetric',
          'crypto.operation': 'generate',
          'crypto.algorithm': String(this.getAlgorithm()),
          'crypto.key.kind': 'pair',
          'crypto.key.origin': 'generated',
          'crypto.key.provider': providerOf(this),
          'crypto.key.id': keyIdOf(result.getPublic()),
          'code.stack': stack(),
        });
      });
  }

  /**
   * Calls `after` once the method returned, with what `before` said. Calls inside a hooked call, whether the platform's or this script's, are not
   * told: many of these methods call one another. Failures here never reach the app.
   */
  function hook(type, name, after, before) {
    if (type?.[name] === undefined) return;
    for (const overload of type[name].overloads) {
      const types = overload.argumentTypes.map(({ className }) => className);
      overload.implementation = function (...args) {
        const thread = Process.getCurrentThreadId();
        if (inside.has(thread)) return overload.apply(this, args);
        inside.add(thread);
        try {
          const seen = before === undefined ? undefined : attempt(name, () => before(args, types));
          const result = overload.apply(this, args);
          attempt(name, () => after.call(this, result, args, types, seen, this));
          return result;
        } finally {
          inside.delete(thread);
        }
      };
    }
  }

  function attempt(name, step) {
    try {
      if (identity['package.name'] === undefined) learnNames();
      return step();
    } catch (error) {
      console.error(`crypto-trace: ${name}: ${error}`);
      return undefined;
    }
  }

  /** A process that has just been made has no names yet. */
  function learnNames() {
    identity['package.name'] = ActivityThread.currentPackageName() ?? undefined;
    identity['process.name'] = ActivityThread.currentProcessName() ?? undefined;
  }

  function classNamed(name) {
    try {
      return Java.use(name);
    } catch {
      return undefined;
    }
  }

  function emit(action, fields) {
    console.log(JSON.stringify(eventRow(identity, Date.now(), action, fields)));
  }

  function handle(object) {
    return `0x${System.identityHashCode(object).toString(16)}`;
  }

  function providerOf(object) {
    const provider = object.getProvider();
    return provider === null ? undefined : String(provider.getName());
  }

  function transformationOf(cipher) {
    return cipher.getAlgorithm() ?? undefined;
  }

  /** SHA-256 of the public key as encoded; a public key is no secret. Frida's wrapper of PublicKey lacks what its super-interface declares. */
  function keyIdOf(key) {
    const encoded = key === null ? null : Java.cast(key, Key).getEncoded();
    return encoded === null ? undefined : `sha256:${sha256(encoded, 0, encoded.length)}`;
  }

  function newCipher(operation, transformation) {
    const keeps = operation === 'encrypt' || operation === 'wrap';
    const digest = keeps ? MessageDigest.getInstance('SHA-256') : undefined;
    return {
      operation,
      transformation,
      inputBytes: 0,
      outputBytes: 0,
      updates: 0,
      prefix: '',
      inputPrefix: '',
      digest,
    };
  }

  function feed(cipher, input, output) {
    cipher.inputBytes += input.length;
    if (output !== undefined) cipher.outputBytes += output.length;
    if (cipher.digest === undefined) return;
    if (input.bytes !== undefined) cipher.inputPrefix = extended(cipher.inputPrefix, input);
    if (output === undefined) return;
    cipher.digest.update(output.bytes, output.from, output.length);
    cipher.prefix = extended(cipher.prefix, output);
  }

  function extended(prefix, { bytes, from, length }) {
    const missing = PREFIX_BYTES - prefix.length / 2;
    return missing > 0 ? prefix + hex(bytes, from, Math.min(missing, length)) : prefix;
  }

  function finished(cipher) {
    if (cipher.digest === undefined) return { bytes: cipher.outputBytes };
    const sha = digested(cipher.digest);
    // A cipher that changes nothing puts out plaintext.
    if (cipher.inputPrefix.startsWith(cipher.prefix)) return { bytes: cipher.outputBytes };
    remember(sha);
    return { bytes: cipher.outputBytes, sha256: sha, prefix: cipher.prefix };
  }

  function remembered(bytes) {
    const output = digestOf(bytes, 0, bytes.length);
    remember(output.sha256);
    return output;
  }

  function remember(sha) {
    encrypted.push(sha);
    if (encrypted.length > REMEMBERED) encrypted.shift();
  }

  function digestOf(bytes, from, length) {
    return {
      bytes: length,
      sha256: sha256(bytes, from, length),
      prefix: hex(bytes, from, Math.min(length, PREFIX_BYTES)),
    };
  }

  /** What is handed in: (bytes), (bytes, from, length, …), or a buffer as it was before the call. */
  function inputOf(args, types, waiting) {
    if (waiting !== undefined) return waiting;
    if (types[0] !== '[B' || args[0] === null) return { bytes: undefined, from: 0, length: 0 };
    const isRange = types[1] === 'int' && types[2] === 'int';
    return { bytes: args[0], from: isRange ? args[1] : 0, length: isRange ? args[2] : args[0].length };
  }

  /** The beginning and the length of what a call will read from a buffer. */
  function waitingIn(args, types) {
    if (types[0] !== 'java.nio.ByteBuffer') return undefined;
    const length = Java.cast(args[0], Buffer).remaining();
    return { ...bytesOf(args[0], 0, Math.min(length, PREFIX_BYTES)), length };
  }

  /** Returned bytes, or as many as the number returned says in the array or buffer that the caller gave. */
  function outputOf(result, args, types) {
    if (isBytes(result)) return { bytes: result, from: 0, length: result.length };
    if (typeof result !== 'number' || result <= 0) return undefined;
    const last = args.length - 1;
    if (types[last] === 'java.nio.ByteBuffer') return bytesOf(args[last], result, result);
    const at = types.lastIndexOf('[B');
    return at < 0 ? undefined : { bytes: args[at], from: at < last ? args[last] : 0, length: result };
  }

  /** Bytes from `back` before the position of a buffer, read through a duplicate. */
  function bytesOf(buffer, back, length) {
    const copy = Java.cast(buffer.duplicate(), ByteBuffer);
    const place = Java.cast(copy, Buffer);
    if (back > 0) place.position(place.position() - back);
    const bytes = Java.array('byte', new Array(length).fill(0));
    copy.get(bytes);
    return { bytes, from: 0, length };
  }

  function encodedOf(result, args) {
    if (isBytes(result)) return digestOf(result, 0, result.length);
    if (typeof result === 'number') return digestOf(args[1], 0, result);
    const text = Java.array('byte', latin1(String(result)));
    return digestOf(text, 0, text.length);
  }

  function lengthOf(result) {
    return isBytes(result) ? result.length : typeof result === 'number' ? result : undefined;
  }

  function isBytes(value) {
    return value !== null && typeof value === 'object' && typeof value.length === 'number';
  }

  function digested(digest) {
    const sha = digest.digest();
    return hex(sha, 0, sha.length);
  }

  function sha256(bytes, from, length) {
    const digest = MessageDigest.getInstance('SHA-256');
    digest.update(bytes, from, length);
    return digested(digest);
  }

  /** Without a key of the case there is no HMAC: a plain hash of an input would betray short ones. */
  function hmac(bytes) {
    const key = caseKeyOf();
    if (key === '') return undefined;
    const mac = Mac.getInstance('HmacSHA256');
    const raw = key.match(/../g).map((pair) => (Number.parseInt(pair, 16) << 24) >> 24);
    mac.init(SecretKeySpec.$new(Java.array('byte', raw), 'HmacSHA256'));
    const code = mac.doFinal(bytes);
    return hex(code, 0, code.length);
  }

  function hex(bytes, from, length) {
    let text = '';
    for (let i = from; i < from + length; i++) text += (bytes[i] & 0xff).toString(16).padStart(2, '0');
    return text;
  }

  function latin1(text) {
    return Array.from(text, (char) => (char.charCodeAt(0) << 24) >> 24);
  }

  function stack() {
    const frames = Java.use('java.lang.Thread').currentThread().getStackTrace();
    const named = [];
    for (let i = 0; i < frames.length && named.length < 8; i++) {
      const frame = String(frames[i]);
      if (!/^(?:dalvik|java\.lang\.Thread|java\.security|javax\.crypto)/.test(frame)) named.push(frame);
    }
    return named;
  }

  function bound(map) {
    if (map.size > 4096) map.delete(map.keys().next().value);
  }
}
