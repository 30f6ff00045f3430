import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ride-hailing/testing';
import { type System, systemSchema, type SystemProcess } from '@ride-hailing/contracts/without-grpc';
import { HOST, reservePortBlock, type PortBlock } from '../src/servers/port-block';
import { ManagedProcess } from '../src/servers/processes/managed-process';
import { Watchdog } from '../src/servers/processes/watchdog';
import { FaultProxy } from '../src/servers/proxies/fault-proxy';
import { writeStackFile } from '../src/system/checkout/stack-file';
import { ControlClient } from '../src/system/control/control-client';
import { controlServer, type ControlServer } from '../src/system/control/control-server';
import { controlSocketIn, listenOn, removeSocket } from '../src/system/control/control-socket';
import { Link } from '../src/system/link';
import { StackError } from '../src/stack.errors';

const PROGRAM = `
console.log('listening');
require('node:http').createServer((_request, response) => response.end('well')).listen(process.argv[1], '${HOST}');`;
const NAMES = ['owner', 'reader', 'fleet-simulator'];

/** A stand-in for the simulator's rates. It answers while its process runs. */
class Rates {
  now = { drivers: 10, ridesPerSecond: 1, duplicates: 0.1, outOfOrder: 0, invalid: 0 };
  readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      if (request.method === 'PATCH') this.now = { ...this.now, ...(JSON.parse(body) as object) };
      response.end(JSON.stringify(this.now));
    });
  });
}

/** The control API over real processes and a real proxy, on a socket in a folder of its own. */
export class ControlledScene {
  readonly folder = mkdtempSync(join(tmpdir(), 'control-'));
  readonly rates = new Rates();
  readonly lines: string[] = [];
  /** What the stand-in for the servers of Postgres was asked to do. */
  readonly asked: string[] = [];
  readonly socket = controlSocketIn(this.folder);
  processes: ManagedProcess[] = [];
  private readonly watchdog = new Watchdog();
  private ports?: PortBlock;
  private server?: ControlServer;
  private proxy?: FaultProxy;
  private hasClosed = false;

  async open(): Promise<void> {
    this.ports = await reservePortBlock();
    const { base } = this.ports;
    this.processes = NAMES.map((name, index) => this.process(name, base + index));
    await Promise.all(this.processes.map((one) => one.start()));
    await Promise.all(this.processes.map((one) => one.waitReady()));
    this.proxy = await FaultProxy.start({ host: HOST, port: base });
    this.rates.server.listen(0, HOST);
    await once(this.rates.server, 'listening');
    this.server = await controlServer({
      portBase: base,
      startedAt: new Date().toISOString(),
      approaches: ['hybrid'],
      processes: this.processes,
      links: [new Link('reader', 'owner', [this.proxy])],
      simulator: `http://${HOST}:${(this.rates.server.address() as AddressInfo).port}`,
      pair: {
        promote: async (name) => {
          if (name !== 'reader') throw new StackError(`${name} is the primary already`);
          this.asked.push(`promote ${name}`);
        },
        alone: async (name) => void this.asked.push(`alone ${name}`),
        roleOf: (name) => (name === 'reader' ? 'standby' : undefined),
      },
      titleOf: (name) => `the ${name}`,
      token: async () => 'token',
      log: (line) => this.lines.push(line),
    });
    await listenOn(this.socket, this.server.http);
    const { folder } = this;
    const place = { root: '/', folder, dataFolder: folder, portBase: base, startedAt: '', processes: [] };
    writeStackFile(folder, { ...place, controlSocket: this.socket.path });
  }

  get client(): ControlClient {
    const client = ControlClient.in(this.folder);
    if (!client) throw new Error('stack.json names no socket');
    return client;
  }

  /** Ends all faults, as at the end of a system. */
  async closeServer(): Promise<void> {
    if (this.hasClosed) return;
    this.hasClosed = true;
    await this.server?.close();
    removeSocket(this.socket);
  }

  async close(): Promise<void> {
    await this.closeServer();
    await Promise.all(this.processes.map((one) => one.kill()));
    await this.proxy?.close();
    this.rates.server.closeAllConnections();
    this.rates.server.close();
    this.watchdog.close();
    await this.ports?.release();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async system(): Promise<System> {
    return systemSchema.parse(await this.client.ask({ method: 'GET', path: '/system' }));
  }

  async shown(name: string): Promise<SystemProcess> {
    const found = (await this.system()).processes.find((one) => one.name === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  }

  pidOf(name: string): number {
    return this.processes.find((one) => one.name === name)?.pid ?? Number.NaN;
  }

  untilState(name: string, state: string): Promise<SystemProcess> {
    return eventually(async () => {
      const shown = await this.shown(name);
      return shown.state === state && shown;
    });
  }

  act(name: string, action: string): Promise<unknown> {
    return this.client.ask({ method: 'POST', path: `/processes/${name}/${action}` });
  }

  order(body: object): Promise<unknown> {
    return this.client.ask({ method: 'POST', path: '/faults', body });
  }

  heal(id = ''): Promise<unknown> {
    return this.client.ask({ method: 'DELETE', path: `/faults${id && `/${id}`}` });
  }

  /** How long an answer of the owner takes by way of the link, ms. */
  async throughLink(): Promise<number> {
    const started = performance.now();
    await (await fetch(`http://${this.proxy?.address}/`, { headers: { connection: 'close' } })).text();
    return performance.now() - started;
  }

  private process(name: string, port: number): ManagedProcess {
    const url = `http://${HOST}:${port}`;
    const spec = {
      name,
      command: process.execPath,
      args: ['-e', PROGRAM, String(port)],
      env: {},
      cwd: this.folder,
      logFile: join(this.folder, 'logs', `${name}.log`),
      url,
      isReady: async () => (await fetch(url, { signal: AbortSignal.timeout(500) })).ok,
    };
    return new ManagedProcess(spec, this.watchdog);
  }
}
