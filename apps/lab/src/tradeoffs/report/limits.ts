import { type Results } from '../results';

/** What must not be read out of this run. */
export function limitsOf({ machine, settings, variants }: Results): string[] {
  const { cores } = machine;
  const few =
    settings.repeats < 2
      ? ['Anything about differences: there was one repeat, and its spread is not known.']
      : [`Small differences: the spread comes from ${settings.repeats} repeats on one machine.`];
  const second = variants.some(({ twoInstances }) => twoInstances)
    ? [
        `How far an approach scales: both instances share ${cores} cores with the owner, Postgres, NATS and the load, so a ` +
          'gain near 1 may show that the machine was full.',
      ]
    : [];
  return [
    'Anything about other machines: everything, the load too, ran on one, and took CPU from each other. Ratios travel better than figures.',
    'What a network does: all connections were local, with no distance and no loss.',
    ...few,
    ...second,
    'What an approach costs alone: `hybrid` is always on, so its events flow and its copy is kept in every run, and are in the CPU of all.',
    'The strength of an isolated database: the services have databases of their own in one Postgres server, so one loads the other.',
    'Faults of other kinds or lengths: each was tried once per variant, for so long as the settings say, and has no spread.',
    'Other workloads: one amount of data, one mix of reads and changes, one shape of ride. More fields, or rides asked for by other keys, may turn the order round.',
    'The best that an approach can do: each is a plain implementation, and none was tuned for this workload.',
    'Other stores: shared cache and files were those named under versions and settings, NATS unless said otherwise; Redis or S3 have other figures.',
    'Answers that nobody asked for: those of the run were checked against the log of commits of the owner, no others.',
    'What people cost: how hard an approach is to understand, to change and to run is not in these figures.',
  ];
}
