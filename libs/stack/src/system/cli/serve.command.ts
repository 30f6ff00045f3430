import { type ChildProcess, spawn } from 'node:child_process';
import { EXTERNAL_HELP, readExternal } from '../../servers/external';
import { appCommand } from '../../servers/provision';
import { DASHBOARD_KEY } from '../checkout/dashboard-key';
import { TOKEN_KEYS } from '../checkout/token-keys';
import { readStackFile } from '../checkout/stack-file';
import { portsOf } from '../services';
import { isSameProcess, processTree, signalProcess, startMark } from '../../servers/processes/process-table';
import { until } from '../../servers/processes/until';
import { Watchdog } from '../../servers/processes/watchdog';
import { StackError } from '../../stack.errors';
import { serviceEnvironment } from '../service-process';
import { SERVICE_NAMES, type ServiceName } from '../services';
import { refuseTakenPorts } from '../taken-ports';
import { workspaceRoot } from '../../workspace-root';
import { serveArguments } from './arguments';
import { say, stackFolder } from './console';
import { SharedInfrastructure } from '../shared-infrastructure';
import { StopSignals } from './stop-signals';

const STOP_WITHIN_MS = 12_000;

const HELP = `npx nx serve <${SERVICE_NAMES.join('|')}> [--port-base P]
Runs one service from its source and starts it again when a file changes. Brings up Postgres and NATS when they are
not up, and shares them with other serves and with npm start of this checkout, also when the one that started them is
stopped by Ctrl-Z. Data stay. The simulator takes its own options too:
  npx nx serve fleet-simulator --trace seoul-sample --speed 4 --duplicates 0.1

${EXTERNAL_HELP}`;

function serviceNamed(name: string | undefined): ServiceName {
  const found = SERVICE_NAMES.find((service) => service === name);
  if (found) return found;
  throw new StackError(`serve what? One of ${SERVICE_NAMES.join(', ')}, not "${name ?? ''}"`);
}

/** Node restarts the app itself when one of its files changes. */
function watch(
  name: ServiceName,
  forApp: readonly string[],
  environment: Record<string, string | undefined>,
): ChildProcess {
  const args = ['--watch', '--watch-preserve-output', ...appCommand(name, false), ...forApp];
  return spawn(process.execPath, args, {
    cwd: workspaceRoot(),
    env: { ...environment, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
}

/** Stops the app, then its watcher, which may wait forever when the app was ended by another process's signal. */
async function stopApp(child: ChildProcess): Promise<void> {
  if (!child.pid) return;
  const tree = processTree(child.pid).map((pid) => ({ pid, mark: startMark(pid) }));
  for (const { pid } of tree) signalProcess(pid, 'SIGTERM');
  const apps = tree.slice(1);
  await until(() => apps.every(({ pid, mark }) => !isSameProcess(pid, mark)), STOP_WITHIN_MS);
  for (const { pid, mark } of tree) if (isSameProcess(pid, mark)) signalProcess(pid, 'SIGKILL');
}

/** `nx serve <service>`: runs until a signal. */
export async function serve([service, ...args]: readonly string[]): Promise<void> {
  const { help, portBase, forApp } =
    service === '--help' ? { help: true, portBase: 0, forApp: [] } : serveArguments(args, service);
  if (help) return say(HELP);
  const name = serviceNamed(service);
  const stop = new StopSignals();
  const external = readExternal(process.env);
  const place = {
    folder: stackFolder(),
    service: name,
    portBase,
    external,
    signal: stop.signal,
    log: say,
  };
  const shared = new SharedInfrastructure(place);
  const watchdog = new Watchdog();
  let child: ChildProcess | undefined;
  try {
    const access = await shared.join();
    const ports = portsOf([name], shared.portBase);
    await refuseTakenPorts(ports, `Does ${name} run already? Otherwise choose others with --port-base`);
    const tokenKeys = TOKEN_KEYS.keep(place.folder);
    const { controlSocket } = readStackFile(place.folder) ?? {};
    const dashboard =
      name === 'dashboard' ? { ...DASHBOARD_KEY.keep(place.folder), controlSocket } : undefined;
    const wiring = { access, portBase: shared.portBase, tokenKeys, simulator: {}, dashboard };
    if (stop.signal.aborted) return;
    child = watch(name, forApp, serviceEnvironment(name, wiring, { inherited: process.env }));
    if (child.pid) watchdog.watch(child.pid, 'SIGTERM');
    const url = `http://127.0.0.1:${ports[0]?.port}${dashboard ? `/?key=${dashboard.key}` : ''}`;
    say(`${name} runs from its source at ${url}, and again after each change`);
    await shared.keep();
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    // Both stop concurrently, since nx signals all its descendants at once and kills the rest after 5 s.
    await Promise.all([child && stopApp(child), shared.leave()]);
    watchdog.close();
  }
}
