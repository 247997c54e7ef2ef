// A Frida script that writes what an app does with keys and ciphers as lines of cipherscope.crypto/1. It redacts where it looks: lengths of
// everything, hash and first 32 bytes of what was encrypted or wrapped, an HMAC of inputs under a key of the case, nothing else. See docs/collecting.md.
//
//   frida -U -f PACKAGE -l crypto-trace.js -P '{"caseKey":"<64 hex digits>"}' -q -o crypto.ndjson

const PREFIX_BYTES = 32;
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
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 9 ? name.slice(dot + 1) : undefined;
}

/** What may be said of an output: of anything but encrypted or wrapped bytes nothing but the length. */
function outputFields(operation, output) {
  if (output === undefined) return {};
  const fields = { 'crypto.output.bytes': output.bytes };
  if (operation !== 'encrypt' && operation !== 'wrap') return fields;
  if (output.sha256 !== undefined) fields['crypto.output.sha256'] = output.sha256;
  if (output.prefix !== undefined && output.prefix !== '')
    fields['crypto.output.prefix'] = output.prefix.slice(0, 2 * PREFIX_BYTES);
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

if (typeof Java === 'undefined') {
  globalThis.cryptoTrace = { classOfCipher, classOfPath, extensionOf, outputFields, eventRow };
} else {
  let caseKey = '';
  rpc.exports = {
    init(_stage, parameters) {
      caseKey = String(parameters?.caseKey || '');
    },
  };
  Java.perform(() => trace(() => caseKey));
}

function trace(caseKeyOf) {
  const MessageDigest = Java.use('java.security.MessageDigest');
  const Mac = Java.use('javax.crypto.Mac');
  const SecretKeySpec = Java.use('javax.crypto.spec.SecretKeySpec');
  const System = Java.use('java.lang.System');
  const ActivityThread = Java.use('android.app.ActivityThread');
  const identity = {
    'android.uid': Java.use('android.os.Process').myUid(),
    'process.pid': Process.id,
    'package.name': String(ActivityThread.currentPackageName()),
    'process.name': String(ActivityThread.currentProcessName()),
  };
  /** Digests of the last encrypted outputs: an encoder or a file that gets one of them carries ciphertext. */
  const encrypted = [];
  /** What a Cipher is about, by identity. */
  const ciphers = new Map();
  const files = new Map();
  let isInside = false;

  emit('trace_started', { 'crypto.collects': AREAS });
  setInterval(() => emit('trace_started', { 'crypto.collects': AREAS }), HEARTBEAT_MS);

  const KeyPairGenerator = Java.use('java.security.KeyPairGenerator');
  for (const name of ['generateKeyPair', 'genKeyPair'])
    hook(KeyPairGenerator, name, function (result) {
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
  };
  stores.setKeyEntry = ['keypair_imported', 'import'];
  stores.setEntry = ['keypair_imported', 'import'];
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
    const transformation = String(this.getAlgorithm());
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
  hook(Cipher, 'update', function (result, args) {
    const cipher = ciphers.get(handle(this));
    if (cipher === undefined) return;
    cipher.updates++;
    feed(cipher, lengthOf(args), outputOf(result, args));
  });
  hook(Cipher, 'doFinal', function (result, args) {
    const cipher = ciphers.get(handle(this)) || newCipher(undefined, String(this.getAlgorithm()));
    const input = args.length > 0 && isBytes(args[0]) ? args[0] : undefined;
    feed(cipher, input === undefined ? 0 : lengthOf(args), outputOf(result, args));
    const isWhole = cipher.updates === 0 && input !== undefined && lengthOf(args) === input.length;
    const output = finished(cipher);
    emit('cipher_final', {
      'event.outcome': 'success',
      'crypto.class': classOfCipher(cipher.transformation),
      'crypto.transformation': cipher.transformation,
      'crypto.operation': cipher.operation,
      'crypto.object': handle(this),
      'crypto.input.bytes': cipher.inputBytes,
      'crypto.input.hmac': isWhole ? hmac(input) : undefined,
      ...outputFields(cipher.operation, output),
    });
    ciphers.set(handle(this), newCipher(cipher.operation, cipher.transformation));
  });
  hook(Cipher, 'wrap', function (result) {
    emit('key_wrap', {
      'crypto.class': classOfCipher(String(this.getAlgorithm())),
      'crypto.transformation': String(this.getAlgorithm()),
      'crypto.operation': 'wrap',
      ...outputFields('wrap', remembered(result)),
    });
  });
  hook(Cipher, 'unwrap', function (_result, args) {
    emit('key_wrap', {
      'crypto.class': classOfCipher(String(this.getAlgorithm())),
      'crypto.transformation': String(this.getAlgorithm()),
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
      'crypto.output.bytes': isBytes(result) ? result.length : undefined,
      'code.stack': stack(),
    });
  });
  const Signature = Java.use('java.security.Signature');
  hook(Signature, 'sign', function (result) {
    emit('sign', {
      'crypto.class': 'asymmetric',
      'crypto.operation': 'sign',
      'crypto.algorithm': String(this.getAlgorithm()),
      'crypto.output.bytes': isBytes(result) ? result.length : undefined,
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
      hook(Java.use(className), name, (result, args) => {
        if (!isBytes(args[0])) return;
        const isCiphertext = encrypted.includes(sha256(args[0]));
        const text = isBytes(result) ? result : Java.array('byte', latin1(String(result)));
        emit('encode', {
          'crypto.operation': isCiphertext ? 'encrypt' : undefined,
          'crypto.input.bytes': args[0].length,
          'crypto.input.hmac': hmac(args[0]),
          'crypto.output.encoding': 'base64',
          ...outputFields(isCiphertext ? 'encrypt' : undefined, digestOf(text)),
        });
      });

  const FileOutputStream = Java.use('java.io.FileOutputStream');
  hook(FileOutputStream, '$init', function (_result, args) {
    const path = args[0] === null ? '' : String(args[0].getPath ? args[0].getPath() : args[0]);
    if (!path.startsWith('/')) return;
    files.set(handle(this), {
      path,
      bytes: 0,
      digest: MessageDigest.getInstance('SHA-256'),
      prefix: '',
      isCiphertext: true,
    });
    bound(files);
  });
  hook(FileOutputStream, 'write', function (_result, args) {
    const file = files.get(handle(this));
    if (file === undefined || !isBytes(args[0])) return;
    const [bytes, from, length] = args.length === 3 ? args : [args[0], 0, args[0].length];
    const isWhole = from === 0 && length === bytes.length;
    file.isCiphertext = file.isCiphertext && isWhole && encrypted.includes(sha256(bytes));
    if (file.bytes === 0) file.prefix = hex(bytes, from, Math.min(length, PREFIX_BYTES));
    file.digest.update(bytes, from, length);
    file.bytes += length;
  });
  hook(FileOutputStream, 'close', function () {
    const file = files.get(handle(this));
    if (file === undefined || file.bytes === 0) return;
    files.delete(handle(this));
    const operation = file.isCiphertext ? 'encrypt' : undefined;
    const digest = file.digest.digest();
    emit('file_write', {
      'crypto.operation': operation,
      'file.path_class': classOfPath(file.path),
      'file.extension': extensionOf(file.path),
      'crypto.output.bytes': file.bytes,
      'crypto.output.sha256': hex(digest, 0, digest.length),
      'crypto.output.prefix': operation === undefined ? undefined : file.prefix,
    });
  });

  /** Calls `after` once the method returned; what the trace itself calls is not traced, and its own failures never reach the app. */
  function hook(type, name, after) {
    if (type[name] === undefined) return;
    for (const overload of type[name].overloads)
      overload.implementation = function (...args) {
        const result = overload.apply(this, args);
        if (isInside) return result;
        isInside = true;
        try {
          after.call(this, result, args);
        } catch (error) {
          console.error(`crypto-trace: ${name}: ${error}`);
        } finally {
          isInside = false;
        }
        return result;
      };
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

  /** SHA-256 of the public key as encoded; a public key is no secret. */
  function keyIdOf(key) {
    const encoded = key === null ? null : key.getEncoded();
    return encoded === null ? undefined : `sha256:${sha256(encoded)}`;
  }

  function newCipher(operation, transformation) {
    const keeps = operation === 'encrypt' || operation === 'wrap';
    const digest = keeps ? MessageDigest.getInstance('SHA-256') : undefined;
    return { operation, transformation, inputBytes: 0, outputBytes: 0, updates: 0, prefix: '', digest };
  }

  function feed(cipher, inputBytes, output) {
    cipher.inputBytes += inputBytes;
    if (output === undefined) return;
    cipher.outputBytes += output.length;
    if (cipher.digest === undefined) return;
    cipher.digest.update(output.bytes, output.from, output.length);
    const missing = PREFIX_BYTES - cipher.prefix.length / 2;
    if (missing > 0) cipher.prefix += hex(output.bytes, output.from, Math.min(missing, output.length));
  }

  function finished(cipher) {
    if (cipher.digest === undefined) return { bytes: cipher.outputBytes };
    const digest = cipher.digest.digest();
    const sha = hex(digest, 0, digest.length);
    remember(sha);
    return { bytes: cipher.outputBytes, sha256: sha, prefix: cipher.prefix };
  }

  function remembered(bytes) {
    const output = digestOf(bytes);
    remember(output.sha256);
    return output;
  }

  function remember(sha) {
    encrypted.push(sha);
    if (encrypted.length > REMEMBERED) encrypted.shift();
  }

  function digestOf(bytes) {
    return { bytes: bytes.length, sha256: sha256(bytes), prefix: hex(bytes, 0, Math.min(bytes.length, PREFIX_BYTES)) };
  }

  /** Returned bytes, or those written into the buffer that the caller gave. */
  function outputOf(result, args) {
    if (isBytes(result)) return { bytes: result, from: 0, length: result.length };
    if (typeof result !== 'number' || result <= 0) return undefined;
    const buffers = args.filter(isBytes);
    const buffer = buffers[buffers.length - 1];
    if (buffer === undefined) return undefined;
    const last = args[args.length - 1];
    const from = typeof last === 'number' ? last : 0;
    return { bytes: buffer, from, length: Math.min(result, buffer.length - from) };
  }

  /** (bytes), (bytes, from, length, …) */
  function lengthOf(args) {
    if (!isBytes(args[0])) return 0;
    return typeof args[1] === 'number' && typeof args[2] === 'number' ? args[2] : args[0].length;
  }

  function isBytes(value) {
    return value !== null && typeof value === 'object' && typeof value.length === 'number';
  }

  function sha256(bytes) {
    const digest = MessageDigest.getInstance('SHA-256').digest(bytes);
    return hex(digest, 0, digest.length);
  }

  /** Without a key of the case there is no HMAC: a plain hash of an input would betray short ones. */
  function hmac(bytes) {
    const key = caseKeyOf();
    if (!/^[0-9a-f]{64}$/i.test(key)) return undefined;
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
