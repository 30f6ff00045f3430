import type { FaultProxy } from '../servers/proxies/fault-proxy';
import type { Faults } from '../servers/proxies/faults';

/** All connections from one service to one of its dependencies: a proxy for each address. */
export class Link {
  constructor(
    readonly from: string,
    readonly to: string,
    private readonly proxies: readonly FaultProxy[],
  ) {}

  get openConnections(): number {
    return this.proxies.reduce((sum, { openConnections }) => sum + openConnections, 0);
  }

  /** Bytes delivered since the start. */
  bytes(): { readonly toServer: number; readonly toClient: number } {
    const all = this.proxies.map((proxy) => proxy.bytes());
    const sumOf = (way: 'toServer' | 'toClient') => all.reduce((sum, bytes) => sum + bytes[way], 0);
    return { toServer: sumOf('toServer'), toClient: sumOf('toClient') };
  }

  /** Replaces all faults, for open and for new connections. */
  set(faults: Partial<Faults>): void {
    for (const proxy of this.proxies) proxy.set(faults);
  }

  /** Removes all faults. */
  heal(): void {
    this.set({});
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }
}
