import type { Expression } from './monitoring-files';
import { type Matcher, namesIn, type Selector } from './promql';

/** Made by Prometheus itself. */
const OF_PROMETHEUS: Readonly<Record<string, readonly string[]>> = {
  up: [],
  ALERTS: ['alertname', 'alertstate', 'severity'],
};
/** Added to each series by Prometheus, or a label of histograms that the text of `/metrics` has. */
const ADDED = ['job', 'instance'];

type Labels = Readonly<Record<string, string>>;

/** What services expose: the series of each metric, by its name, with their labels. A metric may have no series yet. */
export class ExposedMetrics {
  private readonly series = new Map<string, Labels[]>();

  /** @param text the answer of `/metrics` */
  add(job: string, text: string): void {
    for (const line of text.split('\n')) {
      const [, declared = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
      const names =
        type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => declared + end) : [declared];
      if (declared) for (const name of names) this.of(name);
      const [, name = '', list = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
      if (name) this.of(name).push({ job, ...labelsIn(list) });
    }
  }

  /** What an expression says that no service exposes; empty when everything is there. */
  faultsOf({ where, expr, text }: Expression): string[] {
    const { selectors, groupedBy } = namesIn(expr);
    const inText = [...text.matchAll(/\$labels\.(\w+)|\{\{\s*(\w+)\s*\}\}/g)].map(
      ([, one, other]) => one ?? other ?? '',
    );
    const labels = [...groupedBy, ...inText].filter((label) => !ADDED.includes(label));
    const unknown = labels.filter((label) => !selectors.some(({ metric }) => this.hasLabel(metric, label)));
    return [
      ...selectors.flatMap((selector) => this.faultsOfSelector(selector)),
      ...unknown.map((label) => `no series of it has the label ${label}`),
    ].map((fault) => `${where}: ${fault}`);
  }

  private of(name: string): Labels[] {
    const known = this.series.get(name) ?? [];
    this.series.set(name, known);
    return known;
  }

  private hasLabel(metric: string, label: string): boolean {
    const own = OF_PROMETHEUS[metric];
    return own ? own.includes(label) : this.of(metric).some((labels) => label in labels);
  }

  private faultsOfSelector({ metric, matchers }: Selector): string[] {
    if (metric in OF_PROMETHEUS) return [];
    if (!this.series.has(metric)) return [`no service exposes ${metric}`];
    return matchers.flatMap((matcher) => {
      const { label, operator, value } = matcher;
      const matching = this.of(metric).some((labels) => holds(matcher, labels));
      return matching ? [] : [`no series of ${metric} has ${label}${operator}"${value}"`];
    });
  }
}

/** Whether the series has the label, and its value is as the matcher asks. */
function holds({ label, operator, value }: Matcher, labels: Labels): boolean {
  const found = labels[label];
  if (found === undefined) return false;
  const isEqual = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(found) : found === value;
  return operator.startsWith('!') ? !isEqual : isEqual;
}

const labelsIn = (list: string): Labels =>
  Object.fromEntries(
    [...list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [label, value]),
  );
