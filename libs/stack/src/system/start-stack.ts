import { provision } from '../servers/provision';
import { SECRETS } from '../servers/secrets';
import { DASHBOARD_KEY } from './checkout/dashboard-key';
import { developmentToken, TOKEN_KEYS } from './checkout/token-keys';
import { dataFolderOf, type Servers, startServers } from '../servers/start-infrastructure';
import { reservePortBlock, serverPorts } from '../servers/port-block';
import { build } from './build';
import { endOrphans } from './checkout/orphans';
import { controlSocketIn } from './control/control-socket';
import { serviceProcess } from './service-process';
import { portsOf, REQUIRED_SERVICES, type ServiceName } from './services';
import { startControl } from './start-control';
import { type Stack, type StackOptions, urlsOf } from './stack';
import { type ProxyRequest, USUAL_PROXIES, wantedProxyPorts } from './stack-proxies';
import { StackRun } from './stack-run';
import { refuseTakenPorts, wantedServerPorts } from './taken-ports';

const READY_WITHIN_MS = 60_000;
const OTHER_PORTS = 'Choose others with --port-base: npm start -- --port-base 4000';

const servicesOf = ({ services = REQUIRED_SERVICES, simulator, dashboard }: StackOptions): ServiceName[] => [
  ...services,
  ...(simulator ? ['fleet-simulator' as const] : []),
  ...(dashboard ? ['dashboard' as const] : []),
];

function proxiesOf(options: StackOptions): readonly ProxyRequest[] {
  const { proxies = [] } = options;
  if (proxies !== 'usual') return proxies;
  return USUAL_PROXIES.filter(({ from }) => servicesOf(options).includes(from));
}

/** Builds the apps while the servers start, then provisions. Throws the first failure. */
async function prepare(options: StackOptions, run: StackRun, portBase: number): Promise<Servers> {
  const { folder, external, signal, log = () => undefined } = options;
  const apps = ['provision', ...servicesOf(options)];
  if (options.build !== false) log(`Building ${apps.join(', ')}`);
  const building = options.build === false ? undefined : build(apps, signal);
  building?.catch(() => undefined);
  log('Starting Postgres and NATS');
  const secrets = SECRETS.keep(folder);
  run.status.keep(() => SECRETS.restore(folder, secrets));
  const ports = serverPorts(portBase);
  const servers = await startServers({ folder, secrets, ports, watchdog: run.watchdog, log }, external);
  run.addServers(servers);
  await run.status.look();
  await building;
  signal?.throwIfAborted();
  log('Provisioning databases, roles, streams and consumers');
  await provision(servers, { built: true });
  signal?.throwIfAborted();
  return servers;
}

async function startServices(
  options: StackOptions,
  run: StackRun,
  servers: Servers,
  portBase: number,
): Promise<void> {
  const { folder, simulator, env, inherited, approaches, dist, signal } = options;
  const { log = () => undefined } = options;
  const names = servicesOf(options);
  // The check is repeated, since building may take long, and another program's answer would look like ours.
  await refuseTakenPorts(portsOf(names, portBase), OTHER_PORTS);
  log(`Starting ${names.join(', ')}`);
  const tokenKeys = TOKEN_KEYS.keep(folder);
  run.status.keep(() => TOKEN_KEYS.restore(folder, tokenKeys));
  const key = options.dashboard ? DASHBOARD_KEY.keep(folder) : undefined;
  if (key) run.status.keep(() => DASHBOARD_KEY.restore(folder, key));
  const socket = options.control ? controlSocketIn(folder) : undefined;
  const dashboard = key && { ...key, controlSocket: socket?.path };
  const wiring = { access: servers, portBase, tokenKeys, simulator: simulator || {}, approaches, dashboard };
  const onSkip = options.proxies === 'usual' ? log : undefined;
  await run.proxies.start(proxiesOf(options), wiring, { inherited, env, onSkip });
  const started = names.map((name) => {
    const overrides = { ...env?.[name], ...run.proxies.environmentOf(name) };
    const place = { folder, watchdog: run.watchdog, dist: dist?.[name] };
    return serviceProcess(name, wiring, { ...place, inherited, overrides });
  });
  run.processes.push(...started);
  if (socket) await startControl(options, run, socket, wiring);
  await Promise.all(started.map((one) => one.start()));
  await run.status.allReady(READY_WITHIN_MS, signal);
}

/**
 * Starts the whole system as processes of this machine: Postgres, NATS, provisioning, the built services and the
 * simulator if requested. Resolves when all are ready.
 * @throws StackError when something is not available or does not become ready; nothing is left running
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, external, log = () => undefined } = options;
  const orphans = await endOrphans(folder);
  if (orphans.length > 0) log(`Ended what an earlier start left running: ${orphans.join(', ')}`);
  const block = options.portBase === 'free' ? await reservePortBlock() : undefined;
  const portBase = block?.base ?? Number(options.portBase);
  const wanted = [
    ...portsOf(servicesOf(options), portBase),
    ...wantedServerPorts(portBase, external),
    ...wantedProxyPorts(proxiesOf(options), portBase),
  ];
  await refuseTakenPorts(wanted, OTHER_PORTS);
  const dataFolder = dataFolderOf(folder);
  const place = { folder, dataFolder, portBase, approaches: options.approaches };
  const run = new StackRun(place, async () => block?.release(), log);
  try {
    const servers = await prepare(options, run, portBase);
    await startServices(options, run, servers, portBase);
    const dashboardKey = options.dashboard ? DASHBOARD_KEY.keep(folder).key : undefined;
    return {
      ...servers,
      ...{ folder, dataFolder, portBase, urls: urlsOf(portBase, dashboardKey), processes: run.processes },
      process: (name) => run.process(name),
      token: (options) => developmentToken(TOKEN_KEYS.keep(folder), options),
      proxy: (from, to) => run.proxies.between(from, to),
      addInstance: (service, env) => run.addInstance(service, env),
      stop: () => run.stop(),
      kill: () => run.kill(),
    };
  } catch (error) {
    await run.stop();
    throw error;
  }
}
