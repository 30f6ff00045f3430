import { type Approach, APPROACHES } from '@ride-hailing/contracts';
import { CodeGraph } from './code-graph';
import { stepsOfChange } from './field-change';
import { countOf, type MovingParts, partsOfApproach, partsOfAssigning } from './moving-parts';
import { ASSIGNING, CALLS, NEEDED_ANYWAY, rootsOf } from './roots';
import type { SourceTree } from './source-tree';

/** What every service has whatever it shares, and what is generated. */
const LEFT_OUT = /^libs\/(service-kit|timing|tracing)\/|\/generated\//;
const READING = 'apps/driver-service/';
const OWNER = 'apps/ride-service/';

type Values = Readonly<Record<string, number>>;
type Files = ReadonlySet<string>;

export interface Counted {
  readonly files: Files;
  readonly values: Values;
  readonly parts: Partial<MovingParts>;
}

/**
 * Counts what each approach needs: the files that its own file, its publication, and what its answers rest on reach by
 * imports, without those that all approaches reach, and those that are needed anyway.
 */
export class EffortCount {
  private readonly graph: CodeGraph;
  private readonly anyway: Files;
  private readonly needed: ReadonlyMap<Approach, Files>;

  /** @param earlier of a tree much like this one, to count faster */
  constructor(
    private readonly tree: SourceTree,
    earlier?: EffortCount,
  ) {
    this.graph = new CodeGraph(tree, earlier?.graph);
    this.anyway = this.closure(NEEDED_ANYWAY);
    this.needed = new Map(APPROACHES.map((approach) => [approach, this.closure(rootsOf(tree, approach))]));
  }

  /** Keyed by approach, and by `coordinator` and `two-calls`, the ways to give a driver a ride. */
  all(): ReadonlyMap<string, Counted> {
    const assigning = (['coordinator', 'two-calls'] as const).map(
      (how) => [how, this.ofAssigning(how)] as const,
    );
    return new Map<string, Counted>([
      ...overLeast(APPROACHES.map((approach) => [approach, this.ofApproach(approach)])),
      ...overLeast(assigning),
    ]);
  }

  private ofAssigning(how: keyof typeof ASSIGNING): Counted {
    const calls = this.closure(CALLS);
    const files = new Set([...this.closure(ASSIGNING[how])].filter((file) => !calls.has(file)));
    const parts = partsOfAssigning(how, { tree: this.tree, graph: this.graph, files });
    return { files, parts, values: { ...this.linesOf(files), ...numbers(parts), parts: countOf(parts) } };
  }

  private ofApproach(approach: Approach): Counted {
    const total = this.needed.get(approach) ?? new Set();
    const sets = [...this.needed.values()];
    const others = [...this.needed].filter(([name]) => name !== approach).map(([, set]) => set);
    const files = new Set(
      [...total].filter((file) => !this.anyway.has(file) && !sets.every((set) => set.has(file))),
    );
    const own = [...files].filter((file) => !others.some((set) => set.has(file)));
    const parts = partsOfApproach(approach, { tree: this.tree, graph: this.graph, files: total });
    const values = {
      ...this.linesOf(files),
      ...{ ownLines: this.sum(own), totalLines: this.sum(total) },
      ...numbers(parts),
      ...{ parts: countOf(parts), steps: stepsOfChange(this.tree, 'renamed', approach) },
      stepsAdded: stepsOfChange(this.tree, 'added', approach),
    };
    return { files, parts, values };
  }

  private linesOf(files: Files): Values {
    const [reading, owner] = [READING, OWNER].map((side) =>
      [...files].filter((file) => file.startsWith(side)),
    );
    const libraries = [...files].filter((file) => file.startsWith('libs/'));
    return {
      ...{ files: files.size, lines: this.sum(files), readingLines: this.sum(reading ?? []) },
      ...{ ownerLines: this.sum(owner ?? []), libraryLines: this.sum(libraries) },
    };
  }

  private closure(roots: readonly string[]): Files {
    return new Set([...this.graph.closure(roots)].filter((file) => !LEFT_OUT.test(file)));
  }

  private sum(files: Iterable<string>): number {
    return [...files].reduce((sum, file) => sum + this.graph.lines(file), 0);
  }
}

const numbers = (parts: Partial<MovingParts>): Values =>
  Object.fromEntries(
    Object.entries(parts).map(([kind, names]: [string, readonly string[]]) => [kind, names.length]),
  );

/** Adds how much more each is than the least of them. */
function overLeast(counted: readonly (readonly [string, Counted])[]): [string, Counted][] {
  const valueOf = ({ values }: Counted, metric: string) => values[metric] ?? 0;
  const least = (metric: string) => Math.min(...counted.map(([, one]) => valueOf(one, metric)));
  const [leastLines, leastParts] = [least('lines'), least('parts')];
  return counted.map(([name, one]) => {
    const timesLeastLines = valueOf(one, 'lines') / leastLines;
    const partsOverLeast = valueOf(one, 'parts') - leastParts;
    return [name, { ...one, values: { ...one.values, timesLeastLines, partsOverLeast } }];
  });
}
