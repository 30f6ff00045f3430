import { type Fault, type System, systemSchema } from '@ride-hailing/contracts/without-grpc';
import { StackError } from '../../stack.errors';
import { ControlClient } from '../control/control-client';
import { stackFolder } from './console';

/** @throws StackError when nothing runs that has a control API */
export function runningControl(): ControlClient {
  const client = ControlClient.in(stackFolder());
  if (client) return client;
  throw new StackError('Nothing runs that can be controlled. Start it with: npm start');
}

/** @throws StackError when nothing answers */
export const systemNow = async (client: ControlClient): Promise<System> =>
  systemSchema.parse(await client.ask({ method: 'GET', path: '/system' }));

const secondsLeft = ({ endsAt }: Fault): string =>
  `${Math.max(0, Math.ceil((Date.parse(endsAt) - Date.now()) / 1_000))} s left`;

/** Cells of a table. */
export const faultRows = (faults: readonly Fault[]): string[][] =>
  faults.map((fault) => [fault.id, fault.title, secondsLeft(fault)]);
