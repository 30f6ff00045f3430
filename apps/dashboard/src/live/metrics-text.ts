/** One series of Prometheus' text format. */
export interface Sample {
  /** The series as it is written, by which it is known again in the next scrape. */
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The series of one scrape, keyed by the metric's name. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPED = /\\(.)/g;

const plain = (escaped: string): string =>
  escaped.replace(ESCAPED, (_, one: string) => (one === 'n' ? '\n' : one));

const labelsIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, plain(value)]));

/** Reads the wanted metrics, and skips all other lines: most of them are buckets of histograms. */
export function readMetrics(text: string, wanted: ReadonlySet<string>): Samples {
  const samples = new Map<string, Sample[]>();
  for (const line of text.split('\n')) {
    const nameEnd = line.search(/[{ ]/);
    const name = line.slice(0, nameEnd);
    if (nameEnd <= 0 || !wanted.has(name)) continue;
    const labelsEnd = line[nameEnd] === '{' ? line.lastIndexOf('}') : nameEnd;
    const [value = ''] = line
      .slice(labelsEnd + 1)
      .trim()
      .split(' ', 1);
    const known = samples.get(name) ?? [];
    const series = line.slice(0, labelsEnd);
    known.push({ series, labels: labelsIn(series), value: Number(value) });
    samples.set(name, known);
  }
  return samples;
}
