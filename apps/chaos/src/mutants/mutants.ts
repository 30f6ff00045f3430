import type { Edit } from '@ride-hailing/testing';

export interface Mutant {
  /** What is wrong with it. */
  readonly says: string;
  readonly services: readonly ('ride-service' | 'driver-service' | 'gateway')[];
  readonly edits: readonly Edit[];
}

const RELAY = 'libs/outbox/src/relay-session.ts';
const PUMP = 'libs/outbox/src/relay-pump.ts';
const STATEMENTS = 'apps/ride-service/src/rides/ride-statements.ts';
const HOLDS = 'apps/ride-service/src/ride-holds/hold-statements.ts';
const COORDINATOR = 'apps/gateway/src/coordinator/coordinator.ts';

/** Known wrong variants of the services: a checker that catches none of them proves nothing. */
export const MUTANTS = {
  'cursor-relay': {
    says: 'the relay reads what was committed after the last event that it has read, by the time of the insert',
    services: ['ride-service'],
    edits: [
      {
        file: RELAY,
        from: `  WITH RECURSIVE head AS (
    (SELECT \${COLUMNS} FROM outbox WHERE published_at IS NULL AND aggregate_id > $1 AND id <> ALL ($3::uuid[])
     ORDER BY aggregate_id, version LIMIT 1)
    UNION ALL
    SELECT next.* FROM head CROSS JOIN LATERAL (
      SELECT \${COLUMNS} FROM outbox
      WHERE published_at IS NULL AND aggregate_id > head.aggregate_id AND id <> ALL ($3::uuid[])
      ORDER BY aggregate_id, version LIMIT 1) next
  )
  SELECT id, aggregate_id AS "aggregateId", version, subject, payload, headers FROM head LIMIT $2`,
        to: `  SELECT id, aggregate_id AS "aggregateId", version, subject, payload, headers, created_at::text AS "createdAt"
  FROM outbox WHERE published_at IS NULL AND id <> ALL ($3::uuid[]) AND created_at > greatest($1::timestamptz,
    (SELECT max(created_at) FROM outbox WHERE published_at IS NOT NULL))
  ORDER BY created_at LIMIT $2`,
      },
      { file: PUMP, from: `private roundAt = '';`, to: `private roundAt = '-infinity';` },
      {
        file: PUMP,
        from: `this.roundAt = roundEnds ? '' : (rows.at(-1)?.aggregateId ?? '');`,
        to: `this.roundAt = rows.at(-1)?.createdAt ?? this.roundAt;`,
      },
      // A later version of a ride waits here until the earlier one is marked.
      { file: PUMP, from: `this.heldBack = true;`, to: `setTimeout(() => this.take(row), 5);` },
    ],
  },
  'ack-first': {
    says: 'consumers acknowledge a batch before they have stored it',
    services: ['driver-service'],
    edits: [
      {
        file: 'libs/messaging/src/consuming/consumer-runner.ts',
        from: 'const started = performance.now();',
        to: 'for (const message of sound) message.ack();\nconst started = performance.now();',
      },
    ],
  },
  'no-fence': {
    says: 'the cache of details does not compare their version with that of the copy',
    services: ['driver-service'],
    edits: [
      {
        file: 'apps/driver-service/src/ride-details/caches/versioned.cache.ts',
        from: 'fenced: true',
        to: 'fenced: false',
      },
    ],
  },
  'decision-in-memory': {
    says: 'the coordinator writes its decision down after it has told the participants, not before',
    services: ['gateway'],
    edits: [
      {
        file: COORDINATOR,
        from: 'run.assignment = await this.parts.log.decide(run.assignment.id, decision, run.steps);',
        to: 'run.assignment = { ...run.assignment, ...decision };',
      },
      {
        file: COORDINATOR,
        from: "await this.at('all told', run.assignment.id);",
        to: 'await this.parts.log.decide(run.assignment.id, run.assignment, run.steps);',
      },
    ],
  },
  'any-clock': {
    says: 'Ride Service dates changes by its own clock, and the copy keeps the latest date instead of the version',
    services: ['ride-service', 'driver-service'],
    edits: [
      {
        file: 'apps/ride-service/src/rides/change-ride.ts',
        from: `changedAt: () => 'clock_timestamp()'`,
        to: `changedAt: () => \`'\${new Date().toISOString()}'::timestamptz\``,
      },
      {
        file: STATEMENTS,
        from: 'changed_at = clock_timestamp()',
        to: `changed_at = ($1::json -> 0 ->> 'now')::timestamptz`,
      },
      { file: STATEMENTS, from: 'ofDriver: of.driverId }', to: 'ofDriver: of.driverId, now: new Date() }' },
      {
        file: HOLDS,
        from: `version = version + 1,
        changed_at = clock_timestamp()`,
        to: 'version = version + 1, changed_at = $2::timestamptz',
      },
      { file: HOLDS, from: 'parameters: 1', to: 'parameters: 2' },
      { file: HOLDS, from: '[assignmentId], [traced]', to: '[assignmentId, new Date()], [traced]' },
      {
        file: 'apps/driver-service/src/ride-copy/ride-copy.service.ts',
        from: 'WHERE kept.version < EXCLUDED.version',
        to: 'WHERE kept.changed_at < EXCLUDED.changed_at',
      },
    ],
  },
} as const satisfies Readonly<Record<string, Mutant>>;

export type MutantName = keyof typeof MUTANTS;
