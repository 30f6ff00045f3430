import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards, datasources, GRAFANA } from './monitoring-files';

describe.each(dashboards)('the Grafana dashboard $file', ({ panels }) => {
  const shown = panels.filter(({ type }) => type !== 'row');

  it('gives each panel a unit, a description of one line and an expression', () => {
    for (const { title, description = '', fieldConfig, targets } of shown) {
      expect([title, fieldConfig?.defaults.unit]).toEqual([title, expect.stringMatching(/^[a-z]+$/)]);
      expect([title, description]).toEqual([title, expect.stringMatching(/^[^\n]{15,130}\.$/)]);
      expect([title, targets.length > 0]).toEqual([title, true]);
    }
  });

  it('reads every panel from the provisioned data source', () => {
    expect(datasources).toEqual([
      expect.objectContaining({ uid: 'prometheus', type: 'prometheus', url: 'http://prometheus:9090' }),
    ]);
    for (const { title, datasource } of shown) {
      expect([title, datasource]).toEqual([title, { type: 'prometheus', uid: 'prometheus' }]);
    }
    expect(existsSync(join(GRAFANA, 'provisioning/dashboards/ride-hailing.yml'))).toBe(true);
  });

  it('has panels with ids of their own that do not overlap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)}/${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});
