import {
  type Fault,
  type ProcessAction,
  type Simulation,
  type System,
  type SystemProcess,
} from '@ride-hailing/contracts/without-grpc';
import type { ManagedProcess } from '../../servers/processes/managed-process';
import { ControlProblem } from './control-problem';
import type { ControlledSystem } from './controlled-system';
import { FaultBoard } from './fault-board';
import { effectOf, mustRun, processNamed, type WholeOrder } from './fault-effects';
import { logLines } from './log-lines';
import { ProcessWatch } from './process-watch';
import { SimulatorClient, type SimulatorRates } from './simulator.client';
import { Turns } from './turns';

/** Several clients that ask at the same time share one look at the processes. */
const LOOK_AGAIN_MS = 200;
const SIMULATOR = 'fleet-simulator';

/** Shows and changes a running system; the control API serves this. */
export class SystemControl {
  private readonly turns = new Turns();
  private readonly faults: FaultBoard;
  private readonly watch = new ProcessWatch();
  private readonly simulator?: SimulatorClient;
  private readonly followed = new Set<ManagedProcess>();
  private look?: { readonly at: number; readonly processes: Promise<SystemProcess[]> };

  constructor(private readonly system: ControlledSystem) {
    this.faults = new FaultBoard(this.turns, (line) => system.log(line));
    if (system.simulator) this.simulator = new SimulatorClient(system.simulator, (of) => system.token(of));
  }

  async show(): Promise<System> {
    const [processes, simulation] = await Promise.all([this.processes(), this.simulation()]);
    const { portBase, startedAt, approaches, links } = this.system;
    return {
      portBase,
      startedAt,
      approaches: [...approaches],
      processes,
      links: links.map(({ from, to }) => ({ from, to })),
      faults: this.faults.faults,
      simulation,
    };
  }

  log(name: string, lines: number, contains: string): Promise<string[]> {
    return logLines(this.process(name).logFile, lines, contains);
  }

  /** @throws ControlProblem when there is no such process, or it is in that state already */
  async act(name: string, action: ProcessAction): Promise<System> {
    const one = this.process(name);
    await this.turns.take(name, async () => {
      const isKilled = this.faults.on(name) !== undefined && !one.isRunning;
      if (action === 'start' && one.isRunning) throw new ControlProblem(409, `${name} runs already`);
      if (action === 'stop' && !isKilled) mustRun(one);
      this.faults.forget(name);
      this.system.log(`${name}: ${action} on request`);
      if (action !== 'start') await one.stop();
      if (action !== 'stop') await one.start();
    });
    this.look = undefined;
    return this.show();
  }

  async order(order: WholeOrder): Promise<Fault> {
    for (const one of this.system.processes) this.follow(one);
    const fault = await this.faults.begin(order, effectOf(order, this.system, this.simulator));
    this.look = undefined;
    return fault;
  }

  async heal(id?: string): Promise<void> {
    await (id === undefined ? this.faults.healAll() : this.faults.heal(id));
    this.look = undefined;
  }

  async simulate(change: Partial<Simulation>): Promise<Simulation> {
    if (!this.simulator) throw new ControlProblem(409, `there is no ${SIMULATOR}`);
    const { drivers, ridesPerSecond } = await this.simulator.change(change);
    return { drivers, ridesPerSecond };
  }

  close(): Promise<void> {
    return this.faults.close();
  }

  private process(name: string): ManagedProcess {
    try {
      return processNamed(this.system, name);
    } catch (error) {
      throw new ControlProblem(404, (error as Error).message);
    }
  }

  private processes(): Promise<SystemProcess[]> {
    const now = performance.now();
    if (!this.look || now - this.look.at > LOOK_AGAIN_MS) {
      const all = this.system.processes.map((one) => {
        const isKilled = this.faults.on(one.name)?.order.kind === 'killed';
        return this.watch.describe(one, this.system.titleOf(one.name), isKilled);
      });
      this.look = { at: now, processes: Promise.all(all) };
    }
    return this.look.processes;
  }

  /** A simulator that was started again has lost its faults, and the board learns it here. */
  private async simulation(): Promise<Simulation | null> {
    const one = this.system.processes.find(({ name }) => name === SIMULATOR);
    if (!this.simulator || !one?.isRunning) return null;
    const ordered = this.faults.on('updates')?.order;
    const rates = await this.simulator.rates().catch(() => undefined);
    if (!rates) return null;
    if (ordered?.kind === 'updates' && ordered === this.faults.on('updates')?.order) {
      const kinds = ['duplicates', 'outOfOrder', 'invalid'] as const;
      if (kinds.some((kind) => rates[kind] !== ordered[kind])) this.faults.forget('updates');
    }
    return simulationIn(rates);
  }

  /** A process that ended by itself is no longer frozen. */
  private follow(one: ManagedProcess): void {
    if (this.followed.has(one)) return;
    this.followed.add(one);
    one.on('died', () => {
      this.faults.forget(one.name);
      if (one.name === SIMULATOR) this.faults.forget('updates');
    });
  }
}

const simulationIn = ({ drivers, ridesPerSecond }: SimulatorRates): Simulation => ({
  drivers,
  ridesPerSecond,
});
