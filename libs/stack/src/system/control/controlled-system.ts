import type { PostgresPair } from '../../servers/postgres/postgres-pair';
import type { ManagedProcess } from '../../servers/processes/managed-process';
import type { Link } from '../link';
import type { TokenOptions } from '../checkout/token-keys';

/** What the control API controls. */
export interface ControlledSystem {
  readonly portBase: number;
  readonly startedAt: string;
  readonly approaches: readonly string[];
  /** Grows while the system starts. */
  readonly processes: readonly ManagedProcess[];
  readonly links: readonly Link[];
  /** Postgres of a cluster. */
  readonly pair?: Pick<PostgresPair, 'promote' | 'alone' | 'roleOf'>;
  /** The base URL of the simulator; undefined without one. */
  readonly simulator?: string;
  titleOf(process: string): string;
  token(options: TokenOptions): Promise<string>;
  /** Takes a line about what was done. */
  log(line: string): void;
}
