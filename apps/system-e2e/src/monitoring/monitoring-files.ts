import { workspaceRoot } from '@ride-hailing/stack';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const PROMETHEUS = join(workspaceRoot(), 'docker/prometheus');
export const GRAFANA = join(workspaceRoot(), 'docker/grafana');

const yamlOf = (file: string): unknown => parse(readFileSync(file, 'utf8'));

const ruleSchema = z.strictObject({
  alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
  expr: z.string(),
  for: z.string().regex(/^\d+(s|m)$/),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.strictObject({ summary: z.string().min(10), runbook: z.string() }),
});

/** The alerts of docker/prometheus/alerts.yml. */
export const alerts = z
  .strictObject({ groups: z.tuple([z.strictObject({ name: z.string(), rules: z.array(ruleSchema) })]) })
  .parse(yamlOf(join(PROMETHEUS, 'alerts.yml'))).groups[0].rules;

/** What `alerts.test.yml` tries: the alert of each check, and how many of it are expected to fire. */
export const triedAlerts = z
  .object({
    tests: z.array(
      z.object({
        alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
      }),
    ),
  })
  .parse(yamlOf(join(PROMETHEUS, 'alerts.test.yml')))
  .tests.flatMap(({ alert_rule_test }) => alert_rule_test)
  .map(({ alertname, exp_alerts }) => ({ alert: alertname, firing: exp_alerts.length }));

const scrapeSchema = z.object({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(
    z.strictObject({
      job_name: z.string(),
      static_configs: z.tuple([z.strictObject({ targets: z.tuple([z.string()]) })]),
    }),
  ),
});

/** The address that Prometheus asks, by job. */
export const scraped = (): { readonly job: string; readonly target: string }[] =>
  scrapeSchema
    .parse(yamlOf(join(PROMETHEUS, 'prometheus.yml')))
    .scrape_configs.map(({ job_name, static_configs }) => ({
      job: job_name,
      target: static_configs[0].targets[0],
    }));

const panelSchema = z.object({
  id: z.int(),
  title: z.string().min(3),
  type: z.enum(['row', 'stat', 'timeseries']),
  description: z.string().optional(),
  datasource: z.object({ type: z.literal('prometheus'), uid: z.string() }).optional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  fieldConfig: z.object({ defaults: z.looseObject({ unit: z.string() }) }).optional(),
  targets: z
    .array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string().min(1) }))
    .default([]),
});

const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), expr: z.string() })) }),
  panels: z.array(panelSchema),
});

/** The dashboards of docker/grafana, by file name. */
export const dashboards = readdirSync(join(GRAFANA, 'dashboards')).map((file) => ({
  file,
  ...dashboardSchema.parse(JSON.parse(readFileSync(join(GRAFANA, 'dashboards', file), 'utf8'))),
}));

export const datasources = z
  .looseObject({
    datasources: z.array(z.looseObject({ uid: z.string(), type: z.string(), url: z.string() })),
  })
  .parse(yamlOf(join(GRAFANA, 'provisioning/datasources/prometheus.yml'))).datasources;

/** Grafana's variable in ranges. */
export const withInterval = (expression: string): string => expression.replaceAll('$__rate_interval', '1m');

/** A PromQL expression, with the text in which `{{ … }}` stands for labels of its result. */
export interface Expression {
  readonly where: string;
  readonly expr: string;
  readonly text: string;
}

/** Every PromQL expression of the alerts and the dashboards. */
export const expressions: readonly Expression[] = [
  ...alerts.map(({ alert, expr, annotations }) => ({
    where: `alert ${alert}`,
    expr,
    text: annotations.summary,
  })),
  ...dashboards.flatMap(({ file, panels, annotations }) => [
    ...panels.flatMap(({ title, targets }) =>
      targets.map(({ expr, legendFormat }) => ({ where: `${file}: ${title}`, expr, text: legendFormat })),
    ),
    ...annotations.list.map(({ name, expr }) => ({ where: `${file}: annotation ${name}`, expr, text: '' })),
  ]),
];
