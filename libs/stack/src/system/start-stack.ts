import { provision } from '../servers/provision';
import { keepCertificates, tlsFolders } from '../servers/certificates/certificates';
import { SECRETS } from '../servers/secrets';
import { DASHBOARD_KEY } from './checkout/dashboard-key';
import { developmentToken, TOKEN_KEYS } from './checkout/token-keys';
import { dataFolderOf, type Servers, startServers } from '../servers/start-infrastructure';
import type { ManagedProcess } from '../servers/processes/managed-process';
import { reservePortBlock, serverPorts, type ServerPorts } from '../servers/port-block';
import { StackError } from '../stack.errors';
import { build } from './build';
import { endOrphans } from './checkout/orphans';
import { sharedStoresIn } from './checkout/shared-stores';
import { controlSocketIn } from './control/control-socket';
import { furtherInstance, serviceProcess } from './service-process';
import {
  instanceName,
  isRequired,
  portsOf,
  REQUIRED_SERVICES,
  secondOffsets,
  serviceNamed,
  type ServiceName,
} from './services';
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

/** @throws StackError for servers elsewhere, to which the certificates of a checkout mean nothing */
export function refuseTls({ tls, external }: Pick<StackOptions, 'tls' | 'external'>): void {
  if (!tls) return;
  const elsewhere = external?.nats ? 'NATS_URL' : external?.postgresAdminUrl && 'POSTGRES_ADMIN_URL';
  if (elsewhere)
    throw new StackError(
      `--tls does not go with ${elsewhere}: servers elsewhere have certificates of their own`,
    );
}

/** Builds the apps while the servers start, then provisions. Throws the first failure. */
async function prepare(options: StackOptions, run: StackRun, ports: ServerPorts): Promise<Servers> {
  const { folder, external, signal, log = () => undefined } = options;
  const apps = ['provision', ...servicesOf(options)];
  if (options.build !== false) log(`Building ${apps.join(', ')}`);
  const building = options.build === false ? undefined : build(apps, signal);
  building?.catch(() => undefined);
  log('Starting Postgres and NATS');
  const secrets = SECRETS.keep(folder);
  run.status.keep(() => SECRETS.restore(folder, secrets));
  if (options.tls) await keepCertificates(folder);
  const tlsFolder = tlsFolders(folder, options.tls);
  const place = { folder, secrets, ports, watchdog: run.watchdog, log, tlsFolder };
  const servers = await startServers(place, external);
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
  const { folder, simulator, instances, env, inherited, approaches, dist, signal } = options;
  const { log = () => undefined } = options;
  const names = servicesOf(options);
  // The check is repeated, since building may take long, and another program's answer would look like ours.
  await refuseTakenPorts(portsOf(names, portBase, instances), OTHER_PORTS);
  log(`Starting ${names.join(', ')}`);
  const tokenKeys = TOKEN_KEYS.keep(folder);
  run.status.keep(() => TOKEN_KEYS.restore(folder, tokenKeys));
  const key = options.dashboard ? DASHBOARD_KEY.keep(folder) : undefined;
  if (key) run.status.keep(() => DASHBOARD_KEY.restore(folder, key));
  const socket = options.control ? controlSocketIn(folder) : undefined;
  const dashboard = key && { ...key, controlSocket: socket?.path };
  const wiring = {
    ...{ access: servers, portBase, tokenKeys, simulator: simulator || {}, instances, approaches, dashboard },
  };
  const onSkip = options.proxies === 'usual' ? log : undefined;
  await run.proxies.start(proxiesOf(options), wiring, { inherited, env, onSkip });
  const started = names.flatMap((name) => {
    const overrides = { ...env?.[name], ...run.proxies.environmentOf(name) };
    const place = { folder, watchdog: run.watchdog, dist: dist?.[name] };
    const first = serviceProcess(name, wiring, { ...place, inherited, overrides });
    if (instances !== 2 || !isRequired(name)) return [first];
    const second = { name: instanceName(name, 2), portBase, offsets: secondOffsets(name) };
    return [first, furtherInstance(first, second, place)];
  });
  if (socket) await startControl(options, run, socket, wiring);
  const isFirst = ({ name }: ManagedProcess) => REQUIRED_SERVICES.some((one) => one === serviceNamed(name));
  // The simulator and the page only use the services, which would share the processors with them while they load.
  for (const wave of [started.filter(isFirst), started.filter((one) => !isFirst(one))]) {
    run.processes.push(...wave);
    await Promise.all(wave.map((one) => one.start()));
    await run.status.allReady(READY_WITHIN_MS, signal);
  }
}

/**
 * Starts the whole system as processes of this machine: Postgres, NATS, provisioning, the built services and the
 * simulator if requested. Resolves when all are ready.
 * @throws StackError when something is not available or does not become ready; nothing is left running
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, external, log = () => undefined } = options;
  refuseTls(options);
  const orphans = await endOrphans(folder);
  if (orphans.length > 0) log(`Ended what an earlier start left running: ${orphans.join(', ')}`);
  const block = options.portBase === 'free' ? await reservePortBlock() : undefined;
  const portBase = block?.base ?? Number(options.portBase);
  const ports = serverPorts(portBase, Boolean(options.cluster));
  const wanted = [
    ...portsOf(servicesOf(options), portBase, options.instances),
    ...wantedServerPorts(ports, external),
    ...wantedProxyPorts(proxiesOf(options), portBase, options.instances),
  ];
  await refuseTakenPorts(wanted, OTHER_PORTS);
  const dataFolder = dataFolderOf(folder);
  const sharedStores = sharedStoresIn(options.inherited ?? {});
  const { approaches, tls } = options;
  const place = { folder, dataFolder, portBase, approaches, tls, sharedStores };
  const run = new StackRun(place, async () => block?.release(), log);
  try {
    const isPartitionable = options.cluster === 'partitionable';
    const reached = isPartitionable ? await run.proxies.placeBeforeNodes(ports, portBase) : ports;
    const servers = await prepare(options, run, reached);
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
