// Rows of native records as DuckDB makes them, for a lake too large to be written as NDJSON first: flows of 50 apps of a device over a day, each
// with 40 destinations of its own, and the channels and apps that follow from them.

export const DEVICES = 10;
const DESTINATIONS = 40;

export function appOfDevice(device, number) {
  return `com.example.d${device}.app${number}`;
}

/** `count` flows in the order of their start. */
export function flowRows({ seed, device, apps, count, startMs }) {
  const own = Math.round(apps / DEVICES);
  return `
    WITH drawn AS (
      SELECT i, hash(i, ${seed}) AS a, hash(i, ${seed}, 'b') AS b, hash(i, ${seed}, 'c') AS c,
        make_timestamp((${startMs}::BIGINT * 1000 + i * (86400000000 // ${count}))::BIGINT) AS moment
      FROM range(${count}) AS numbers(i)
    ), placed AS (
      SELECT *, (a % ${own})::INT AS app, (b % ${DESTINATIONS})::INT AS place, 200 + (c % 4000)::BIGINT AS up, 300 + (a % 60000)::BIGINT AS down
      FROM drawn
    )
    SELECT printf('%016x', a) AS flow_id, '1:' || printf('%016x', b) || 'AAAAAAAAAAA=' AS community_id, 0::UINTEGER AS capture,
      (i * 12 + 1)::UINTEGER AS first_frame, (i * 12 + 12)::UINTEGER AS last_frame,
      strftime(moment, '%Y-%m-%dT%H:%M:%S.%fZ') AS start, (c % 60000)::DOUBLE / 7 AS duration_ms,
      'idle' AS end_reason, 'tcp' AS transport,
      {ip: '10.0.2.15', port: (32768 + b % 28000)::INTEGER, packets: 6::BIGINT, bytes: up, payload_bytes: up - 120} AS orig,
      {ip: '203.' || (place % 200) || '.' || app || '.' || (place % 250), port: CASE WHEN place % 9 = 0 THEN 8443 ELSE 443 END::INTEGER,
        packets: 6::BIGINT, bytes: down, payload_bytes: down - 120} AS resp,
      'ShADadFf' AS history, 0::BIGINT AS missed_bytes, NULL::VARCHAR AS continues, 'tls' AS service, 'orig' AS local,
      CASE WHEN place % 10 > 0 THEN 'h' || place || '.app' || app || '.d${device}.example' END AS domain,
      CASE WHEN place % 10 > 0 THEN 'sni' END AS domain_source,
      {version: '1.3', server_name: 'h' || place || '.app' || app || '.d${device}.example', alpn: 'h2', cipher: 'TLS_AES_128_GCM_SHA256',
        "group": 'x25519', ja3: printf('%032x', app % 7), ja3s: NULL::VARCHAR, ja4: 't13d' || (app % 7) || 'h2_8daaf6152771_e5627efa2ab1',
        certificate: {key_id: NULL::VARCHAR}} AS tls,
      {pq: false, forward_secrecy: true, weak: []::VARCHAR[], legacy: CASE WHEN c % 50 = 0 THEN ['tls1.1'] ELSE [] END} AS crypto,
      {class: CASE WHEN c % 40 = 0 THEN 'custom' ELSE 'standard' END, scheme: CASE WHEN c % 40 = 0 THEN NULL ELSE 'tls' END,
        confidence: 0.99, reasons: ['TLS ClientHello and ServerHello']} AS encryption,
      {uid: (10000 + app)::BIGINT, packages: ['com.example.d${device}.app' || app], label: NULL::VARCHAR, tier: 'socket', confidence: 0.99, level: 'exact'} AS app,
      NULL::VARCHAR AS app_missing, NULL::STRUCT(key_id VARCHAR, algorithm VARCHAR, chance_bits DOUBLE)[] AS keys,
      NULL::STRUCT("like" VARCHAR, chance_bits DOUBLE) AS shape,
      ('{"volume.packets":12,"volume.bytes":' || (up + down) || ',"payload.entropy_bits.orig":7.' || (c % 1000) ||
        ',"exchange.first_message_bytes.orig":' || (200 + app * 7) || '}')::JSON AS features
    FROM placed`;
}

export function channelRows(startMs) {
  const day = new Date(startMs).toISOString();
  return `
    SELECT printf('%016x', hash(app.packages[1], domain, resp.ip, resp.port)) AS channel_id, {uid: app.uid, packages: app.packages} AS app,
      NULL::VARCHAR AS device, {ip: resp.ip, domain: domain, port: resp.port} AS destination, 'tcp' AS transport, count(*) AS flows,
      '${day}' AS "first", '${day}' AS "last", sum(orig.bytes)::BIGINT AS bytes_up, sum(resp.bytes)::BIGINT AS bytes_down, ['tls'] AS services,
      {verdict: CASE WHEN count(*) % 5 = 0 THEN 'periodic' ELSE 'irregular' END, period_s: 60.0 * (1 + count(*) % 5), jitter_share: 0.1,
        periods_seen: count(*), p_value: 0.01, q_value: 0.02} AS periodicity,
      NULL::JSON AS sizes, NULL::JSON AS framing,
      {class: 'standard', scheme: 'tls', confidence: 0.99, reasons: []::VARCHAR[]} AS encryption
    FROM flow_rows GROUP BY app, domain, resp.ip, resp.port`;
}

export function summaryRows() {
  return `
    SELECT app.uid AS uid, app.packages AS packages, NULL::VARCHAR AS label, '4.1' AS version, repeat('ab', 32) AS signer_sha256,
      (count(*) % 9)::BIGINT AS key_events, 0.25 AS background_share, count(*) AS flows, 40::BIGINT AS channels, 12 * count(*) AS packets,
      sum(orig.bytes)::BIGINT AS bytes_up, sum(resp.bytes)::BIGINT AS bytes_down, NULL::JSON AS encryption, NULL::JSON AS services,
      40::BIGINT AS destinations, 0.02 AS byte_share, NULL::JSON AS attribution, NULL::VARCHAR AS verdict, NULL::JSON AS areas, []::VARCHAR[] AS findings
    FROM flow_rows GROUP BY app`;
}
