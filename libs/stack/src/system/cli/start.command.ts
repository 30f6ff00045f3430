import { EXTERNAL_HELP, readExternal } from '../../servers/external';
import { StackError } from '../../stack.errors';
import { APPROACHES } from '@ride-hailing/contracts/without-grpc';
import { describeHolder, lockFileOf, lockHolder, takeLock } from '../checkout/checkout-lock';
import { serviceNamed, SERVICES } from '../services';
import type { Stack } from '../stack';
import { startStack } from '../start-stack';
import { approachesNamed, startArguments, type StartArguments, withNpmOptions } from './arguments';
import { say, stackFolder, table } from './console';
import { StopSignals } from './stop-signals';
import { whatToTry } from './what-to-try';

const GIVE_UP_STARTING_MS = 10_000;

const HELP = `npm start [-- options]    starts the whole system; Ctrl-C stops it, the data stay
  --drivers N            how many drivers the simulator moves (200)
  --rides-per-second R   how many rides its riders ask for (2)
  --no-simulator         neither drivers nor riders
  --no-dashboard         neither the page that shows the system, nor traces, nor proxies for faults of connections
  --approaches A         ways of sharing data to have on beside hybrid: all, or names with commas of
                         ${APPROACHES.slice(1).join(', ')}
                         (hybrid alone, or what APPROACHES says)
  --instances N          1 or 2 processes of ride-service, driver-service, gateway and phone-access; the second ones listen from
                         P+5 on
                         (1, or 2 with --cluster)
  --tls                  certificates for all: nothing connects in the clear, except HTTP (npm run certificates)
  --cluster              three servers of NATS in place of one, and a synchronous standby of Postgres; their data are
                         apart from those of single servers
  --port-base P          first port: gateway P and P+10 (gRPC), ride-service P+1 and P+11 (gRPC), driver-service P+2
                         and P+12 (gRPC), fleet-simulator P+3,
                         dashboard P+4, phone-access P+20, NATS P+22, Postgres P+32 (3000); of a cluster also
                         P+23 to P+27 and P+31
npm run status            what runs where
npm run faults            faults to order: npm run faults -- --help
npm run process           starts or stops one process: npm run process -- restart gateway
npm run certificates      new certificates for all that npm start -- --tls runs, without a restart
npm run token             a bearer token: npm run -s token -- --role rider --sub r-1
npm run reset             wipes the data
npx nx serve <service>    one service from its source, with reload

STACK_FOLDER moves data, logs, passwords and keys out of .stack, for all of these commands.
Variables of a service (LOG_LEVEL, CACHING_CHOICE, DETAILS_DEADLINE_MS, ...) are passed on to it.

${EXTERNAL_HELP}`;

const purpose = (name: string): string => {
  const service = serviceNamed(name);
  return service ? SERVICES[service].title : '';
};

const overview = (stack: Stack): string[] =>
  table([
    ['', 'where', 'pid', 'what'],
    ...stack.processes.map((one) => [one.name, one.url, String(one.pid ?? '-'), purpose(one.name)]),
  ]);

async function printOverview(stack: Stack, options: StartArguments, signal: AbortSignal): Promise<void> {
  if (stack.urls.dashboard) say('', `Open ${stack.urls.dashboard}`);
  say('', ...overview(stack), '');
  say(`gRPC of ride-service at ${stack.urls.rideServiceGrpc}; logs in ${stack.folder}/logs`);
  if (stack.dataFolder !== stack.folder) say(`Postgres keeps its data in ${stack.dataFolder}`);
  if (options.simulator && options.simulator.ridesPerSecond > 0) say('Waiting for the first ride');
  const token = await stack.token({ role: 'dispatcher', sub: 'me' });
  const commands = await whatToTry({ gateway: stack.urls.gateway, token }, options, signal);
  if (signal.aborted) return;
  say(
    '',
    "Try, with a dispatcher's token for 12 hours (npm run token makes others):",
    `  TOKEN=${token}`,
    ...commands.map((command) => `  ${command}`),
    '',
    'Ctrl-C stops everything; the data stay.',
  );
}

/** The command line overrides the variable. */
function withApproaches(options: StartArguments): StartArguments {
  const { APPROACHES: list } = process.env;
  return !list ? options : { approaches: approachesNamed(list, 'APPROACHES'), ...options };
}

function refuseSecondStart(folder: string, portBase: number): never {
  const holder = lockHolder(folder);
  const who = holder
    ? `${describeHolder(holder)}; ports from ${holder.portBase}`
    : `another process, by ${lockFileOf(folder)}`;
  throw new StackError(
    `This checkout runs already (${who}; you asked for ports from ${portBase}). Stop that one first. ` +
      'To run two side by side, start the second in another checkout with --port-base.',
  );
}

/** A stop during the start is graceful if that takes less than 10 s; otherwise the watchdog cleans up. */
async function startOrGiveUp(options: StartArguments, stop: StopSignals): Promise<Stack> {
  const impatient = () => {
    giveUp = setTimeout(() => process.exit(130), GIVE_UP_STARTING_MS);
  };
  let giveUp: NodeJS.Timeout | undefined;
  stop.signal.addEventListener('abort', impatient, { once: true });
  try {
    return await startStack({
      folder: stackFolder(),
      ...options,
      control: true,
      proxies: options.dashboard ? 'usual' : [],
      external: readExternal(process.env),
      inherited: process.env,
      log: (line) => say(line),
      signal: stop.signal,
    });
  } finally {
    clearTimeout(giveUp);
    stop.signal.removeEventListener('abort', impatient);
  }
}

async function run(options: StartArguments, stop: StopSignals, started: number): Promise<void> {
  const stack = await startOrGiveUp(options, stop);
  stop.onForce(() => void stack.kill().finally(() => process.exit(130)));
  say(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await printOverview(stack, options, stop.signal);
  await stop.wait();
  const stopping = performance.now();
  say('', 'Stopping (once more to force)');
  await stack.stop();
  say(`Stopped in ${((performance.now() - stopping) / 1000).toFixed(1)} s`);
}

/** `npm start`: runs until a signal. */
export async function start(args: readonly string[]): Promise<void> {
  const started = performance.now();
  const options = withApproaches(startArguments(withNpmOptions(args, process.env)));
  if (options.help) return say(HELP);
  const folder = stackFolder();
  const lock =
    takeLock(folder, 'npm start', options.portBase, options.cluster) ??
    refuseSecondStart(folder, options.portBase);
  const stop = new StopSignals();
  try {
    await run(options, stop, started);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say('Stopped while starting');
  } finally {
    lock.release();
  }
}
