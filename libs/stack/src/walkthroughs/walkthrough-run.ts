import { until } from '../servers/processes/until';
import { mismatch } from './expectation';
import { Terminal, type Typed } from './terminal';
import { type Step } from './walkthrough';

const RETRY_EVERY_MS = 100;
/** The variables of walkthroughs that views of the page need. */
const VARIABLES = ['DRIVER', 'RIDE'];
const PRINT_VARIABLES = VARIABLES.map((name) => `printf '${name}=%s\\n' "\${${name}-}"`).join('; ');

export interface Outcome {
  readonly output: string;
  /** What differs from the text; undefined when nothing does. */
  readonly mismatch?: string;
  readonly tookMs: number;
  /** Those of DRIVER and RIDE that are set in the terminal. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Types the steps of a walkthrough, in order, into one terminal, and checks their output. Its creator closes it. */
export class WalkthroughRun {
  private readonly terminal: Terminal;
  private readonly others: Terminal[] = [];
  private taken = 0;

  /** @param folder the data folder of the running system */
  constructor(
    private readonly steps: readonly Step[],
    private readonly folder: string,
  ) {
    this.terminal = new Terminal(folder);
  }

  /** The step that comes now: the next one, or the one that failed. Undefined after the last one. */
  get next(): Step | undefined {
    return this.steps[this.taken];
  }

  /** The terminal is closed, or has ended by itself: no step can be taken any more. */
  get hasEnded(): boolean {
    return this.terminal.hasEnded;
  }

  /**
   * Types the next step, repeatedly within the time that the text allows. A step that fails stays the next one.
   * @throws Error after the last step
   */
  async take(): Promise<Outcome> {
    const step = this.next;
    if (!step) throw new Error('there are no more steps');
    const startedAt = performance.now();
    const typed = step.terminal === 'another' ? await this.takeElsewhere(step) : await this.takeHere(step);
    const wrong = faultOf(step, typed);
    if (!wrong) this.taken += 1;
    const tookMs = performance.now() - startedAt;
    return { output: typed.output, mismatch: wrong, tookMs, variables: await this.variables() };
  }

  /** Closes all terminals, and ends a step that is being taken. */
  async close(): Promise<void> {
    await Promise.all([this.terminal, ...this.others].map((one) => one.close()));
  }

  private async takeHere(step: Step): Promise<Typed> {
    if (step.withinSeconds === 0) return this.terminal.type(step.commands);
    let typed: Typed = { output: '' };
    const fits = async () => {
      typed = await this.terminal.tryOut(step.commands);
      return this.terminal.hasEnded || !faultOf(step, typed);
    };
    await until(fits, step.withinSeconds * 1_000, RETRY_EVERY_MS);
    return typed;
  }

  private async takeElsewhere(step: Step): Promise<Typed> {
    const other = new Terminal(this.folder, step.commands);
    this.others.push(other);
    const look = (): Typed => ({
      output: other.output,
      ...(other.hasEnded && { failure: 'it does not run any more' }),
    });
    await until(() => other.hasEnded || !faultOf(step, look()), step.withinSeconds * 1_000, RETRY_EVERY_MS);
    const seen = look();
    if (faultOf(step, seen)) await other.close();
    return seen;
  }

  private async variables(): Promise<Readonly<Record<string, string>>> {
    const { output } = await this.terminal.tryOut(PRINT_VARIABLES);
    const found = output.matchAll(/^([A-Z]+)=(.+)$/gm);
    return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
  }
}

const faultOf = ({ expectation }: Step, { output, failure }: Typed): string | undefined =>
  failure ?? mismatch(expectation, output);
