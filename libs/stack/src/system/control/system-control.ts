import {
  type Fault,
  type ProcessAction,
  type Simulation,
  type System,
  type SystemProcess,
} from '@ride-hailing/contracts/without-grpc';
import type { ManagedProcess } from '../../servers/processes/managed-process';
import { StackError } from '../../stack.errors';
import { ControlProblem } from './control-problem';
import type { ControlledSystem } from './controlled-system';
import { FaultBoard } from './fault-board';
import { effectOf, mustRun, processNamed, type WholeOrder } from './fault-effects';
import { logLines } from './log-lines';
import { ProcessWatch } from './process-watch';
import { SimulatorClient, type SimulatorRates } from './simulator.client';
import { Turns } from './turns';

const SIMULATOR = 'fleet-simulator';

/** Shows and changes a running system; the control API serves this. */
export class SystemControl {
  private readonly turns = new Turns();
  private readonly faults: FaultBoard;
  private readonly watch = new ProcessWatch();
  private readonly simulator?: SimulatorClient;

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
      if (action === 'promote' || action === 'alone') return this.changePair(name, action);
      const isKilled = this.faults.on(name) !== undefined && !one.isRunning;
      if (action === 'start' && one.isRunning) throw new ControlProblem(409, `${name} runs already`);
      if (action === 'stop' && !isKilled) mustRun(one);
      this.faults.forgetOf(one);
      this.system.log(`${name}: ${action} on request`);
      if (action !== 'start') await one.stop();
      if (action !== 'stop') await one.start().catch(refuse);
    });
    return this.show();
  }

  private async changePair(name: string, action: 'promote' | 'alone'): Promise<void> {
    const { pair } = this.system;
    if (!pair)
      throw new ControlProblem(409, `there is no standby of Postgres: npm start -- --cluster has one`);
    this.system.log(`${name}: ${action} on request`);
    await pair[action](name).catch(refuse);
  }

  order(order: WholeOrder): Promise<Fault> {
    return this.faults.begin(order, effectOf(order, this.system, this.simulator));
  }

  heal(id?: string): Promise<void> {
    return id === undefined ? this.faults.healAll() : this.faults.heal(id);
  }

  async simulate(change: Partial<Simulation>): Promise<Simulation> {
    if (!this.simulator) throw new ControlProblem(409, `there is no ${SIMULATOR}`);
    return simulationIn(await this.simulator.change(change));
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
    return Promise.all(
      this.system.processes.map(async (one) => {
        const isKilled = this.faults.on(one.name)?.order.kind === 'killed';
        const role = this.system.pair?.roleOf(one.name);
        return { ...(await this.watch.describe(one, isKilled)), title: this.system.titleOf(one.name), role };
      }),
    );
  }

  private async simulation(): Promise<Simulation | null> {
    const one = this.system.processes.find(({ name }) => name === SIMULATOR);
    if (!this.simulator || !one?.isRunning) return null;
    const rates = await this.simulator.rates().catch(() => undefined);
    return rates ? simulationIn(rates) : null;
  }
}

/** The reason why something cannot be done now is for the one who asked. */
function refuse(error: unknown): never {
  throw error instanceof StackError ? new ControlProblem(409, error.message) : error;
}

const simulationIn = ({ drivers, ridesPerSecond }: SimulatorRates): Simulation => ({
  drivers,
  ridesPerSecond,
});
