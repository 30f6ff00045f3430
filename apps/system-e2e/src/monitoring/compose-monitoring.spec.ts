import { APPS, environmentOf, MONITORING, serviceOf } from '../docker/compose.fixture';
import { dashboards, scraped } from './monitoring-files';

describe('monitoring in docker-compose.yml', () => {
  it('lets Prometheus ask every app for its metrics, on the port where that app listens', () => {
    const asked = scraped().map(({ job, target }) => [job, target]);
    const apps = APPS.filter((app) => app !== 'provision');
    expect(asked.sort()).toEqual(apps.map((app) => [app, `${app}:${environmentOf(app).HTTP_PORT}`]).sort());
  });

  it('gives Prometheus and Grafana the files that docker/prometheus and docker/grafana hold, and nothing to write to', () => {
    const mounted = MONITORING.flatMap((name) => serviceOf(name).volumes).filter((volume) =>
      volume.startsWith('.'),
    );
    expect(mounted.map((volume) => volume.split(':').slice(1))).toEqual([
      ['/etc/prometheus/prometheus.yml', 'ro'],
      ['/etc/prometheus/alerts.yml', 'ro'],
      ['/etc/grafana/provisioning/datasources', 'ro'],
      ['/etc/grafana/provisioning/dashboards', 'ro'],
      ['/etc/grafana/dashboards', 'ro'],
    ]);
    for (const name of MONITORING) {
      expect([name, serviceOf(name)]).toEqual([
        name,
        expect.objectContaining({
          read_only: true,
          cap_drop: ['ALL'],
          ports: [expect.stringMatching(/^127/)],
        }),
      ]);
    }
    const { GF_AUTH_ANONYMOUS_ORG_ROLE, GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH } =
      environmentOf('grafana');
    expect(GF_AUTH_ANONYMOUS_ORG_ROLE).toBe('Viewer');
    expect(GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).toBe(`/etc/grafana/dashboards/${dashboards[0]?.file}`);
  });
});
