import { createLogger } from '../logging/logger';
import { type RunningService, type ServiceOptions, startService } from './start-service';

/**
 * Runs a service until SIGTERM or SIGINT, then ends the process with 0, or with 1 if it hung. Each `main.ts` calls
 * it.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const logger = options.logger ?? createLogger({ name: options.name, level: options.config.logLevel });
  logWarnings(logger);
  const ending = new AbortController();
  const starting = startService({ ...options, logger, signal: ending.signal });
  const stop = (signal: NodeJS.Signals) => {
    if (ending.signal.aborted) return;
    ending.abort();
    logger.info({ signal }, 'stopping');
    capStopping(options.config.shutdownTimeoutMs, logger);
    starting
      .then((service) => stopAndExit(service))
      .catch((error: unknown) => {
        // The service had not started.
        if (error === ending.signal.reason) process.exit(0);
        logger.fatal({ err: error }, 'did not stop cleanly');
        process.exit(1);
      });
  };
  // Node reports unhandled rejections here too.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught error');
    process.exit(1);
  });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    await starting;
  } catch (error) {
    if (error === ending.signal.reason) return;
    logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}

/** Logs Node's warnings, which Node would print as plain text among the JSON lines of the log. */
function logWarnings(logger: RunningService['logger']): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => logger.warn({ err: warning }, 'warning of the process'));
}

const CAP_GRACE_MS = 500;

/** Ends a service that hangs in a way that no promise reports. */
function capStopping(timeoutMs: number, logger: RunningService['logger']): void {
  setTimeout(() => {
    logger.fatal(`not stopped in ${timeoutMs} ms`);
    process.exit(1);
  }, timeoutMs + CAP_GRACE_MS).unref();
}

async function stopAndExit(service: RunningService): Promise<void> {
  const tookMs = await service.stop();
  service.logger.info({ tookMs }, `stopped in ${tookMs} ms`);
  process.exit(0);
}
