import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StackError, StopSignals } from '@ride-hailing/stack';
import { ChangedBuild } from '@ride-hailing/testing';
import { chaosOptions, type ChaosOptions, HELP } from './chaos-options';
import { type ChaosOutcome, chaosRun } from './chaos-run';
import { MUTANTS, type Mutant } from './mutants/mutants';
import { faultText, planFaults } from './nemesis/fault-plan';
import { historyPage } from './report/history-page';
import { relevantPart } from './report/relevant-part';
import { RunningSystem, targetsOf } from './world/running-system';

const MOST_SHOWN = 20;

/** `npm run chaos`. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const options = chaosOptions(args, Math.floor(Math.random() * 2 ** 32));
    if (options.help) return console.log(HELP);
    process.exitCode = await chaos(options, new StopSignals().signal);
    // Handles of a library must not keep the command from ending.
    process.exit();
  } catch (error) {
    console.error(error instanceof StackError ? error.message : error);
    process.exit(1);
  }
}

/** Resolves with the exit code: 0 when nothing is wrong, 1 when something is, 130 when it was stopped. */
async function chaos(options: ChaosOptions, signal: AbortSignal): Promise<number> {
  const { seed, seconds, mutant, cluster } = options;
  const log = (line: string) => console.log(line);
  const plan = planFaults(seed, seconds, targetsOf(cluster));
  log(`Seed ${seed}, ${seconds} s, ${plan.length} faults:`);
  for (const fault of plan) log(`  ${faultText(fault)}`);
  const known: Mutant | undefined = mutant && MUTANTS[mutant];
  let build: ChangedBuild | undefined;
  let system: RunningSystem | undefined;
  try {
    if (known) {
      log(`Building ${mutant}: ${known.says}`);
      build = await ChangedBuild.of(known.edits, known.services);
    }
    const replaced = known && build && { of: build, services: known.services };
    system = await RunningSystem.start({ isCluster: cluster, build: replaced, log, signal });
    const began = performance.now();
    const outcome = await chaosRun(system, { plan, seed, signal });
    if (outcome.anomalies.length > 0)
      cpSync(join(system.stack.folder, 'logs'), `${resolve(options.out)}.logs`, { recursive: true });
    return report(options, outcome, (performance.now() - began) / 1_000);
  } catch (error) {
    if (!signal.aborted) throw error;
    log('Stopped; nothing was written, and nothing is left running.');
    return 130;
  } finally {
    await system?.stop();
    build?.remove();
  }
}

/** Draws the anomaly that the least of the history is about. */
function draw({ seed, out }: ChaosOptions, { anomalies, ...seen }: ChaosOutcome): string {
  const [smallest] = anomalies
    .map((anomaly) => ({ anomaly, part: relevantPart(anomaly, seen) }))
    // An anomaly that no client and no event is about says least.
    .sort((a, b) => (a.part.length || Infinity) - (b.part.length || Infinity));
  const file = resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  if (smallest) writeFileSync(file, historyPage(`Chaos, seed ${seed}`, smallest.anomaly, smallest.part));
  return file;
}

function report(options: ChaosOptions, outcome: ChaosOutcome, tookS: number): number {
  const { history, faults, evidence, anomalies } = outcome;
  const kinds = new Map<string, number>();
  for (const { kind } of faults) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const byKind = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const { commands, rideReads, driverReads, updates, unknown } = history;
  console.log(
    `Seed ${options.seed}: ${faults.length} faults (${byKind}); ${evidence.rides.length} rides, ` +
      `${commands.length} commands, ${unknown} of them without a final answer, ` +
      `${rideReads.length + driverReads.length} reads, ${updates.stored} updates, ` +
      `${anomalies.length} anomalies, ${tookS.toFixed(1)} s`,
  );
  if (anomalies.length === 0) return 0;
  for (const { rule, what } of anomalies.slice(0, MOST_SHOWN)) console.log(`  ${rule}: ${what}`);
  if (anomalies.length > MOST_SHOWN) console.log(`  and ${anomalies.length - MOST_SHOWN} more`);
  console.log(`Drawn in ${draw(options, outcome)}`);
  return 1;
}
