// Names of the object identifiers in certificates, by the hexadecimal contents of their DER: keys (RFC 3279, RFC 8410, RFC 9881), signatures, curves, name attributes.

export const PUBLIC_KEYS: ReadonlyMap<string, { readonly name: string; readonly bits?: number }> = new Map([
  ['2a864886f70d010101', { name: 'rsa' }],
  ['2a864886f70d01010a', { name: 'rsa-pss' }],
  ['2a8648ce3d0201', { name: 'ec' }],
  ['2a8648ce380401', { name: 'dsa' }],
  ['2a864886f70d010301', { name: 'dh' }],
  ['2b656e', { name: 'x25519', bits: 256 }],
  ['2b656f', { name: 'x448', bits: 448 }],
  ['2b6570', { name: 'ed25519', bits: 256 }],
  ['2b6571', { name: 'ed448', bits: 456 }],
  ['2a85030202', { name: 'gost2001', bits: 256 }],
  ['2a85030701010101', { name: 'gost2012-256', bits: 256 }],
  ['2a85030701010102', { name: 'gost2012-512', bits: 512 }],
  ['608648016503040311', { name: 'ml-dsa-44', bits: 10_496 }],
  ['608648016503040312', { name: 'ml-dsa-65', bits: 15_616 }],
  ['608648016503040313', { name: 'ml-dsa-87', bits: 20_736 }],
]);

export const SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d010102', 'md2-rsa'],
  ['2a864886f70d010104', 'md5-rsa'],
  ['2a864886f70d010105', 'sha1-rsa'],
  ['2b0e03021d', 'sha1-rsa'],
  ['2a864886f70d01010a', 'rsa-pss'],
  ['2a864886f70d01010b', 'sha256-rsa'],
  ['2a864886f70d01010c', 'sha384-rsa'],
  ['2a864886f70d01010d', 'sha512-rsa'],
  ['2a864886f70d01010e', 'sha224-rsa'],
  ['2a8648ce380403', 'sha1-dsa'],
  ['608648016503040302', 'sha256-dsa'],
  ['2a8648ce3d0401', 'sha1-ecdsa'],
  ['2a8648ce3d040301', 'sha224-ecdsa'],
  ['2a8648ce3d040302', 'sha256-ecdsa'],
  ['2a8648ce3d040303', 'sha384-ecdsa'],
  ['2a8648ce3d040304', 'sha512-ecdsa'],
  ['2a811ccf55018375', 'sm3-sm2'],
  ['2b6570', 'ed25519'],
  ['2b6571', 'ed448'],
  ['608648016503040311', 'ml-dsa-44'],
  ['608648016503040312', 'ml-dsa-65'],
  ['608648016503040313', 'ml-dsa-87'],
]);

export const EC_CURVES: ReadonlyMap<string, { readonly name: string; readonly bits: number }> = new Map([
  ['2a8648ce3d030101', { name: 'secp192r1', bits: 192 }],
  ['2b81040021', { name: 'secp224r1', bits: 224 }],
  ['2a8648ce3d030107', { name: 'secp256r1', bits: 256 }],
  ['2b81040022', { name: 'secp384r1', bits: 384 }],
  ['2b81040023', { name: 'secp521r1', bits: 521 }],
  ['2b8104000a', { name: 'secp256k1', bits: 256 }],
  ['2b2403030208010107', { name: 'brainpoolP256r1', bits: 256 }],
  ['2b240303020801010b', { name: 'brainpoolP384r1', bits: 384 }],
  ['2b240303020801010d', { name: 'brainpoolP512r1', bits: 512 }],
  ['2a811ccf5501822d', { name: 'sm2', bits: 256 }],
]);

/** RFC 4514 §3, and the address of mail. */
export const NAME_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['550403', 'CN'],
  ['550406', 'C'],
  ['550407', 'L'],
  ['550408', 'ST'],
  ['55040a', 'O'],
  ['55040b', 'OU'],
  ['0992268993f22c640119', 'DC'],
  ['2a864886f70d010901', 'emailAddress'],
]);

export const SUBJECT_ALTERNATIVE_NAME = '551d11';
