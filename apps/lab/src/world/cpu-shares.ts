import type { ManagedProcess } from '@ride-hailing/stack';
import { UnverifiedError } from '../lab.errors';
import { CpuShare } from './cpu-share';

/** What limits processes to their shares. To be owned before the system is, and so stopped after it. */
export class CpuShares {
  private readonly shares: CpuShare[] = [];

  /** @param share of one core, of each process */
  constructor(private readonly share: number) {}

  /** A share of a core for each process alone. @throws UnverifiedError where it cannot be had */
  limit(processes: readonly Pick<ManagedProcess, 'pid' | 'name'>[]): void {
    for (const { pid, name } of processes) {
      const share = CpuShare.of(this.share);
      if (share === undefined || pid === undefined)
        throw new UnverifiedError(`${name} has no share of its own`);
      this.shares.push(share);
      share.add(pid);
    }
  }

  /** A share can go when its process has. */
  async stop(): Promise<void> {
    await Promise.all(this.shares.map((share) => share.stop()));
  }
}

/** Why nobody can be limited here; undefined when that is possible. */
export function lacksShares(): string | undefined {
  const share = CpuShare.of(1);
  void share?.stop();
  return share === undefined ? 'this system lets nobody set a share of a core for a process' : undefined;
}
