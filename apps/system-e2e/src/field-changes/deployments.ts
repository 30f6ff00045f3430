import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { startSystem, type System } from '../running-system/system';
import type { ChangedBuild } from '@ride-hailing/testing';

const ROOT = workspaceRoot();
type Deployed = Parameters<ChangedBuild['dist']>[0];

/** A system in which services can be replaced by other builds, as a deployment does. */
export class Deployments {
  private constructor(
    readonly system: System,
    private readonly links: string,
  ) {}

  /** Starts a system with every approach on, from the builds of this checkout. */
  static async start(): Promise<Deployments> {
    const links = mkdtempSync(join(tmpdir(), 'ride-hailing-deployed-'));
    const linkOf = (service: Deployed) => {
      symlinkSync(join(ROOT, 'dist', service), join(links, service));
      return join(links, service);
    };
    const dist = { 'ride-service': linkOf('ride-service'), 'driver-service': linkOf('driver-service') };
    return new Deployments(await startSystem({ approaches: ['all'], dist }), links);
  }

  /** Stops the service and starts it from another build. @param build undefined for the build of this checkout */
  async deploy(service: Deployed, build: ChangedBuild | undefined): Promise<void> {
    const running = this.system.process(service);
    const link = join(this.links, service);
    await running.stop();
    rmSync(link);
    symlinkSync(build ? build.dist(service) : join(ROOT, 'dist', service), link);
    await running.start();
    await running.waitReady();
  }

  async stop(): Promise<void> {
    await this.system.stop();
    rmSync(this.links, { recursive: true, force: true });
  }
}
