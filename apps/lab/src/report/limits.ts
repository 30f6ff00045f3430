/** What must not be read out of any run. */
export const LIMITS: readonly string[] = [
  'Other machines: everything, the load too, ran on one, and took CPU from each other. Ratios and crossing points travel better than figures.',
  'A real network: distance is added by a proxy, without loss, jitter or a limit of bandwidth.',
  'What an approach costs alone: `hybrid` is always on, so its events flow and its copy is kept in every run.',
  'The strength of an isolated database: the services have databases of their own in one Postgres server, so one loads the other.',
  'Faults of other kinds or lengths than those that were made.',
  'Other shapes of data: one shape of ride, asked for by driver.',
  'The best that an approach can do: each is a plain implementation, and none was tuned for these experiments.',
  'Other stores: shared cache and files were kept by NATS; Redis or S3 have other figures.',
  'What people cost: the effort that is counted here is files, parts and releases, not how long somebody needs to understand them.',
];
