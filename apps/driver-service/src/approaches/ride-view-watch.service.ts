import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { freshLook, type HealthChecks } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';

const LOOK_EVERY_MS = 5_000;
const LOOK = 'SELECT FROM published.current_rides LIMIT 0';

/**
 * Reports in readiness, within 15 s, that the owner's view can no longer be read: its login was locked or deleted, or
 * the view was dropped. The service is ready without it. Each look opens a new connection, since open ones do not
 * notice a lost login.
 */
@Injectable()
export class RideViewWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly watch = new Periodic(async () => (this.fault = await this.look()), {
    everyMs: LOOK_EVERY_MS,
    firstMs: 0,
  });
  private fault: string | undefined = 'not looked at yet';

  constructor(
    private readonly url: string,
    health: HealthChecks,
  ) {
    health.register('ride-view', () => ({
      ok: this.fault === undefined,
      required: false,
      ...(this.fault !== undefined && { reason: this.fault }),
    }));
  }

  onApplicationBootstrap(): void {
    this.watch.start();
  }

  onModuleDestroy(): void {
    void this.watch.close();
  }

  private async look(): Promise<string | undefined> {
    try {
      await freshLook({ url: this.url, name: 'driver-service-ride-view' }, (client) => client.query(LOOK));
      return undefined;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return `the view of Ride Service cannot be read (${code ?? message})`;
    }
  }
}
