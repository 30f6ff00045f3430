import { isSameProcess, processTree, signalProcess } from '../../servers/processes/process-table';
import { until } from '../../servers/processes/until';
import { readStackFile } from './stack-file';

const STOP_WITHIN_MS = 10_000;

/** Ends processes that an earlier, killed stack of this folder left running. Resolves with their names. */
export async function endOrphans(folder: string): Promise<string[]> {
  const recorded = readStackFile(folder)?.processes ?? [];
  const left = () => recorded.filter(({ pid, mark }) => pid && mark && isSameProcess(pid, mark));
  const orphans = left();
  for (const { pid, stopSignal } of orphans) {
    if (!pid) continue;
    signalProcess(pid, 'SIGCONT');
    signalProcess(pid, stopSignal);
  }
  if (!(await until(() => left().length === 0, STOP_WITHIN_MS, 100))) {
    for (const { pid } of left()) {
      if (pid) for (const member of processTree(pid)) signalProcess(member, 'SIGKILL');
    }
  }
  return orphans.map(({ name }) => name);
}
