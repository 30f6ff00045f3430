import { type Approach, APPROACHES } from '@ride-hailing/contracts';
import { CodeGraph } from './code-graph';
import { stepsOfChange } from './field-change';
import { countOf, type MovingParts, partsOfApproach } from './moving-parts';
import { NEEDED_ANYWAY, rootsOf } from './roots';
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

  /** Keyed by approach. */
  all(): ReadonlyMap<string, Counted> {
    const counted = APPROACHES.map((approach) => [approach, this.ofApproach(approach)] as const);
    const least = (metric: string) => Math.min(...counted.map(([, { values }]) => values[metric] ?? 0));
    const [leastLines, leastParts] = [least('lines'), least('parts')];
    const relative = counted.map(([name, { values, ...one }]) => {
      const { lines = 0, parts = 0 } = values;
      return [
        name,
        {
          ...one,
          values: { ...values, timesLeastLines: lines / leastLines, partsOverLeast: parts - leastParts },
        },
      ] as const;
    });
    return new Map<string, Counted>(relative);
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
