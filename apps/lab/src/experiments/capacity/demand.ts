/** CPU seconds per 1,000 answers, by process. */
export type Demands = Readonly<Record<string, number>>;

/** How many cores one process can use: Node runs on one thread, a server on as many as there are. */
const coresOf = (name: string, cores: number): number => (name === 'postgres' || name === 'nats' ? cores : 1);

/**
 * The most answers a second that the processes can give, each on a machine of its own: the one with the highest
 * demand is the bottleneck (Denning and Buzen, The Operational Analysis of Queueing Network Models, 1978).
 * @param instances of driver-service, which share its demand
 */
export function boundOf(
  demands: Demands,
  { instances, cores }: { readonly instances: number; readonly cores: number },
): { readonly answersPerSecond: number; readonly bottleneck: string } {
  const bounds = Object.entries(demands)
    .filter(([, demand]) => demand > 0)
    .map(([name, demand]) => {
      const many = name === 'driver-service' ? instances : 1;
      return { bottleneck: name, answersPerSecond: (many * coresOf(name, cores) * 1_000) / demand };
    });
  const first = { bottleneck: 'none', answersPerSecond: 0 };
  return bounds.sort((a, b) => a.answersPerSecond - b.answersPerSecond)[0] ?? first;
}

/** What four instances of driver-service answer, by what one does. */
export function gainOfFour(demands: Demands, cores: number): number {
  const one = boundOf(demands, { instances: 1, cores }).answersPerSecond;
  return one === 0 ? 0 : boundOf(demands, { instances: 4, cores }).answersPerSecond / one;
}
