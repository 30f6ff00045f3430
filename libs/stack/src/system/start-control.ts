import { developmentToken, type TokenKeys } from './checkout/token-keys';
import { tourRoutes } from '../walkthroughs/tour-routes';
import { controlServer } from './control/control-server';
import { type ControlSocket, listenOn, removeSocket } from './control/control-socket';
import { serviceNamed, SERVICES, serviceUrl } from './services';
import type { StackOptions } from './stack';
import type { StackRun } from './stack-run';

const SERVER_TITLES: Readonly<Record<string, string>> = {
  postgres: 'a database for each service that has one',
  nats: 'the broker: driver updates and ride events in streams',
};

const titleOf = (name: string): string => {
  const service = serviceNamed(name);
  return service ? SERVICES[service].title : (SERVER_TITLES[name.replace(/-(\d|standby)$/, '')] ?? '');
};

/** Serves the control API of this system, until the run ends. */
export async function startControl(
  { folder, approaches = ['hybrid'], simulator, log = () => undefined }: StackOptions,
  run: StackRun,
  socket: ControlSocket,
  { portBase, tokenKeys }: { readonly portBase: number; readonly tokenKeys: TokenKeys },
): Promise<void> {
  const server = await controlServer(
    {
      portBase,
      approaches,
      startedAt: run.status.startedAt,
      processes: run.processes,
      links: run.proxies.links,
      pair: run.servers?.pair,
      simulator: simulator ? serviceUrl('fleet-simulator', portBase) : undefined,
      titleOf,
      token: (options) => developmentToken(tokenKeys, options),
      log,
    },
    [(routes, system) => tourRoutes(routes, { ...system, folder })],
  );
  if (socket.ownFolder) run.watchdog.ownFolder(socket.ownFolder);
  await listenOn(socket, server.http);
  run.status.controlSocket = socket.path;
  run.control = {
    close: async () => {
      await server.close();
      removeSocket(socket);
    },
  };
}
