import { workspaceRoot } from '@ride-hailing/stack';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alerts, triedAlerts } from './monitoring-files';
import { namesIn } from './promql';

const PAGE = 'docs/running-it-for-real.md';
const page = readFileSync(join(workspaceRoot(), PAGE), 'utf8');

/** The sections of the chapter "Alerts", by the names of their alerts. */
const sections = new Map(
  page
    .slice(page.indexOf('\n## Alerts\n'), page.indexOf('\n## Back up\n'))
    .split('\n### ')
    .slice(1)
    .map((section) => {
      const [name = '', ...text] = section.split('\n');
      return [name, text.join('\n')];
    }),
);

describe('the rules of alerts', () => {
  it('has a rule for each section about an alert in docs/running-it-for-real.md, and a section for each rule', () => {
    expect([...sections.keys()]).toEqual(alerts.map(({ alert }) => alert));
  });

  it('names the metric that an alert watches at the beginning of its section', () => {
    for (const { alert, expr } of alerts) {
      const [metric = '', ...others] = new Set(namesIn(expr).selectors.map((selector) => selector.metric));
      expect([alert, others]).toEqual([alert, []]);
      expect([alert, sections.get(alert)?.trim()]).toEqual([alert, expect.stringMatching(`^\`${metric}\``)]);
    }
  });

  it('links each alert to its section', () => {
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook).toBe(`${PAGE}#${alert.toLowerCase()}`);
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
