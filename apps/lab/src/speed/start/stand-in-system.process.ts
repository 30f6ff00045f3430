import { StopSignals, startStack } from '@ride-hailing/stack';
import { buildsOf, type StandIn } from './service-builds';

/** The system with other services than the built ones, until a signal: what `npm start` is compared with. */
async function run([kind, folder, portBase, simulator]: readonly string[]): Promise<void> {
  const stop = new StopSignals();
  const stack = await startStack({
    folder: String(folder),
    portBase: Number(portBase),
    // Riders only where there are services that carry rides.
    simulator: simulator === 'true' && kind === 'from-source' && { drivers: 200, ridesPerSecond: 2 },
    dist: buildsOf(kind as StandIn),
    build: false,
    signal: stop.signal,
  });
  await stop.wait();
  await stack.stop();
}

void run(process.argv.slice(2)).finally(() => process.exit());
