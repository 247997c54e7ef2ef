// Builds DTLS records for tests from the handshake messages of TLS: the header of twelve bytes, a cookie in the ClientHello, fragments.

/** A record of epoch 0. */
export function dtlsRecord(type: number, body: Uint8Array, version = 0xfefd, epoch = 0): Uint8Array {
  const head = [type, version >> 8, version & 255, epoch >> 8, epoch & 255, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([...head, body.length >> 8, body.length & 255, ...body]);
}

/** A fragment of a handshake message `body`, in a record. */
export function dtlsFragment(type: number, sequence: number, body: Uint8Array, from = 0, to = body.length): Uint8Array {
  const u24 = (value: number) => [value >> 16, (value >> 8) & 255, value & 255];
  const part = body.subarray(from, to);
  return dtlsRecord(
    22,
    Uint8Array.from([type, ...u24(body.length), 0, sequence, ...u24(from), ...u24(part.length), ...part]),
  );
}

/** The body of a TLS ClientHello message as DTLS 1.2 has it. */
export function dtlsClientHello(tlsMessage: Uint8Array, cookie: Uint8Array = new Uint8Array()): Uint8Array {
  const body = tlsMessage.subarray(4);
  const cookieAt = 35 + body[34];
  return Uint8Array.from([
    0xfe,
    0xfd,
    ...body.subarray(2, cookieAt),
    cookie.length,
    ...cookie,
    ...body.subarray(cookieAt),
  ]);
}

/** The body of a TLS ServerHello message as DTLS 1.2 has it. */
export function dtlsServerHello(tlsMessage: Uint8Array): Uint8Array {
  return Uint8Array.from([0xfe, 0xfd, ...tlsMessage.subarray(6)]);
}
