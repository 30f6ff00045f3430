import { signal } from '@preact/signals';
import type { StepOutcome, Tour, TourRun } from '@ride-hailing/contracts';
import { asLine, type Problem } from '../server/problem';
import { control, problemIn } from '../server/requests';

/** The run of a tour, kept while other views are looked at. */
export interface Run {
  readonly tour: string;
  readonly id: string;
  /** Outcomes by the number of their step. */
  readonly outcomes: Readonly<Record<number, StepOutcome>>;
  /** The step that is looked at. */
  readonly shown: number;
  readonly isTaking: boolean;
  /** Why the last step could not be taken; null otherwise. */
  readonly problem: string | null;
  /** True when it cannot go on, such as after a restart of the system. */
  readonly hasEnded: boolean;
}

export const run = signal<Run | null>(null);

/** What a step may take besides the time that its text allows, such as a restart of a service. */
const BESIDES_MS = 120_000;

/** @throws RequestFailed */
export async function begin(tour: string): Promise<void> {
  const { run: id } = await control<TourRun>('POST', `tours/${encodeURIComponent(tour)}/runs`);
  run.value = { tour, id, outcomes: {}, shown: 1, isTaking: false, problem: null, hasEnded: false };
}

/** The run in another state, unless another one has begun since. */
function change(id: string, of: (run: Run) => Partial<Run>): void {
  if (run.value?.id === id) run.value = { ...run.value, ...of(run.value) };
}

const isOver = ({ status, title, detail }: Problem) =>
  status === 404 || (status === 409 && `${title} ${detail}`.includes('begin the tour again'));

/** Types a step, and keeps its outcome. */
export async function take(step: Tour['steps'][number]): Promise<void> {
  if (!run.value) return;
  const { id } = run.value;
  const withinMs = step.withinSeconds * 1_000 + BESIDES_MS;
  change(id, () => ({ isTaking: true, problem: null }));
  try {
    const outcome = await control<StepOutcome>('POST', `tours/runs/${id}/steps/${step.number}`, { withinMs });
    change(id, ({ outcomes }) => ({ outcomes: { ...outcomes, [step.number]: outcome }, isTaking: false }));
  } catch (error) {
    const problem = problemIn(error);
    change(id, () => ({ isTaking: false, problem: asLine(problem), hasEnded: isOver(problem) }));
  }
}

export function look(number: number): void {
  if (run.value) run.value = { ...run.value, shown: number, problem: null };
}

/** Parameters for a view beside a step, from the newest variables of the terminal. */
export function parametersOf({ outcomes }: Run): Record<string, string> {
  const told = Object.values(outcomes).flatMap(({ variables }) => Object.entries(variables));
  const { DRIVER, RIDE } = Object.fromEntries(told) as { readonly DRIVER?: string; readonly RIDE?: string };
  return { ...(DRIVER && { driver: DRIVER }), ...(RIDE && { ride: RIDE }) };
}
