/** A service for the specs of shutdown and of traces, run in a process of its own. Its only argument is its configuration. */
import { Controller, Get, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { NeedsNoDatabase, runService, type ServiceConfig } from '../src/index';

interface Argument {
  config: ServiceConfig;
  slowMs: number;
  hookHangs?: boolean;
  /** Makes it signal itself as soon as it listens for signals. */
  signalAtOnce?: boolean;
  /** Makes it emit a warning, which Node would print as text. */
  warns?: boolean;
}

const { config, slowMs, hookHangs, signalAtOnce, warns } = JSON.parse(process.argv[2] ?? '{}') as Argument;

const OPENTELEMETRY = /@opentelemetry\/[^/]+/;

@NeedsNoDatabase()
@Controller()
class SlowController {
  private readonly logger = new Logger(SlowController.name);

  @Get('slow')
  async slow(): Promise<{ done: true }> {
    this.logger.log('slow request is in flight');
    await delay(slowMs);
    return { done: true };
  }

  /** The packages of OpenTelemetry that this process has loaded. */
  @Get('packages')
  packages(): string[] {
    const loaded = Object.keys(require.cache).flatMap((file) => OPENTELEMETRY.exec(file)?.[0] ?? []);
    return [...new Set(loaded)].sort();
  }
}

@Module({ controllers: [SlowController] })
class SlowModule implements OnApplicationShutdown {
  private readonly logger = new Logger(SlowModule.name);

  async onApplicationShutdown(): Promise<void> {
    this.logger.log('hook called');
    if (hookHangs) await new Promise(() => undefined);
  }
}

void runService({ name: 'slow-service', module: SlowModule, config });
if (signalAtOnce) process.kill(process.pid, 'SIGTERM');
if (warns) process.emitWarning('eleven listeners', { type: 'MaxListenersExceededWarning' });
