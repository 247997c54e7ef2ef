// The names of the report formats, in the order in which they are offered. Apart from the formats, because `--help` shows the names and loads none.

export const FORMAT_NAMES = [
  'csv',
  'parquet',
  'zeek',
  'zeek-json',
  'eve',
  'stix',
  'navigator',
  'ecs',
  'sarif',
  'junit',
  'markdown',
  'html',
] as const;

/** `csv, parquet, …, html, or all`: ends a sentence of help. */
export const FORMAT_CHOICES = `${FORMAT_NAMES.join(', ')}, or all`;
