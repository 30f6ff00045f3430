import { workspaceRoot } from '@ride-hailing/stack';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alerts, triedAlerts } from './monitoring-files';
import { namesIn } from './promql';

const operating = readFileSync(join(workspaceRoot(), 'docs/operating.md'), 'utf8');
const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

/** The rows of the table "Watch these metrics". */
const rows = operating
  .slice(operating.indexOf('Watch these metrics'))
  .split('\n\n')[1]
  ?.split('\n')
  .slice(2)
  .map((line) => {
    const [, metrics = '', , , remedy = '', names = ''] = line.split(/(?<!\\)\|/);
    return {
      metrics: quoted(metrics).filter((word) => /^[a-z_]+$/.test(word)),
      anchor: /\]\(#([a-z-]+)\)/.exec(remedy)?.[1] ?? 'is-all-well',
      alerts: quoted(names),
    };
  });

const anchors = [...operating.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-'),
);

describe('the rules of alerts', () => {
  it('has a rule for each alert in the table of docs/operating.md, and a row for each rule', () => {
    expect(rows?.flatMap((row) => row.alerts).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it('lets the alerts of a row watch the metrics of that row, each of them', () => {
    for (const row of rows ?? []) {
      const watched = alerts
        .filter(({ alert }) => row.alerts.includes(alert))
        .flatMap(({ expr }) => namesIn(expr).selectors.map(({ metric }) => metric));
      expect([...new Set(watched)].sort()).toEqual([...row.metrics].sort());
    }
  });

  it('links each alert to the section of docs/operating.md that its row links to', () => {
    for (const { alert, annotations } of alerts) {
      const row = rows?.find((one) => one.alerts.includes(alert));
      expect([alert, annotations.runbook]).toEqual([alert, `docs/operating.md#${row?.anchor}`]);
      expect(anchors).toContain(row?.anchor);
    }
  });

  it('names every alert once', () => {
    const names = alerts.map(({ alert }) => alert);
    expect([...new Set(names)]).toEqual(names);
  });

  it('tries each alert with a fault that lets it fire, before it may fire, and in a sound system', () => {
    for (const { alert } of alerts) {
      const firing = triedAlerts.filter((one) => one.alert === alert).map((one) => one.firing);
      expect([alert, firing]).toEqual([alert, [0, 1, 0]]);
    }
  });
});
