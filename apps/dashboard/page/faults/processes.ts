import type { System } from '@ride-hailing/contracts';

/** The process of a part, or all that share its work: further instances, servers of a cluster, a standby. */
export const processesOf = (part: string, system: System | null): System['processes'] =>
  system?.processes.filter(({ name }) => name.replace(/-(\d|standby)$/, '') === part) ?? [];
