import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ride-hailing/testing';

/** Linux control groups: version 1 mounts each controller apart, version 2 all together. */
const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';
const PERIOD_US = 20_000;
const EMPTY_WITHIN_MS = 10_000;
const FOLDER = 'ride-hailing-lab';

let made = 0;

/** Limits processes to a share of one core, each of them for itself. Only where the system lets this user do it. */
export class CpuShare {
  private constructor(private readonly folder: string) {}

  /** Undefined where no control group can be made. @param share of one core, 0.05 to 1 */
  static of(share: number): CpuShare | undefined {
    const isV1 = existsSync(join(V1, 'cpu.cfs_quota_us'));
    const folder = join(isV1 ? V1 : V2, `${FOLDER}-${process.pid}-${(made += 1)}`);
    try {
      mkdirSync(folder);
      const quota = Math.round(share * PERIOD_US);
      if (isV1) {
        writeFileSync(join(folder, 'cpu.cfs_period_us'), String(PERIOD_US));
        writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota));
      } else {
        writeFileSync(join(folder, 'cpu.max'), `${quota} ${PERIOD_US}`);
      }
      return new CpuShare(folder);
    } catch {
      // Not this user's to set, or no such system.
      if (existsSync(folder)) rmdirSync(folder);
      return undefined;
    }
  }

  /** Puts a process in, with all of its threads. */
  add(pid: number): void {
    writeFileSync(join(this.folder, 'cgroup.procs'), String(pid));
  }

  /** Once its processes have ended, which are killed at the same time when all is stopped at once. */
  async stop(): Promise<void> {
    const remove = () => {
      if (existsSync(this.folder)) rmdirSync(this.folder);
      return true;
    };
    await eventually(remove, { timeoutMs: EMPTY_WITHIN_MS });
  }
}
