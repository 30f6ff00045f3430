import {
  type Infrastructure,
  integrationInfrastructure,
  type IntegrationInfrastructure,
  provision,
  startInfrastructure,
} from '@ride-hailing/stack';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A broker that one spec file uses alone: instances of Ride Service share the durables with which they publish, so those
 * of two spec files would take each other's events.
 */
export class OwnBroker {
  private constructor(
    private readonly folder: string,
    readonly own: Infrastructure,
  ) {}

  static async start(): Promise<OwnBroker> {
    const folder = await mkdtemp(join(tmpdir(), 'ride-service-'));
    const own = await startInfrastructure({ folder, fsync: false });
    await provision(own, { built: false });
    return new OwnBroker(folder, own);
  }

  /** This broker, with the Postgres that all specs share. */
  get infrastructure(): Pick<IntegrationInfrastructure, 'natsUrl' | 'credentials' | 'createDatabase'> {
    const { own } = this;
    return {
      natsUrl: own.natsUrl,
      credentials: (user) => own.credentials(user),
      createDatabase: () => integrationInfrastructure().createDatabase(),
    };
  }

  async stop(): Promise<void> {
    await this.own.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
