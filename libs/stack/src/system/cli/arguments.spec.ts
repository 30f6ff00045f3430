import { APPROACHES } from '@ride-hailing/contracts/without-grpc';
import { approachesNamed, noArguments, serveArguments, startArguments, withNpmOptions } from './arguments';

describe('arguments of npm start', () => {
  it('has defaults for every option', () => {
    expect(startArguments([])).toEqual({
      help: false,
      simulator: { drivers: 200, ridesPerSecond: 2 },
      dashboard: true,
      portBase: 3000,
      instances: 1,
      cluster: false,
      tls: false,
    });
  });

  it('reads options in both forms', () => {
    expect(startArguments(['--drivers', '50', '--rides-per-second=0.5', '--port-base', '4000'])).toEqual({
      help: false,
      simulator: { drivers: 50, ridesPerSecond: 0.5 },
      dashboard: true,
      portBase: 4000,
      instances: 1,
      cluster: false,
      tls: false,
    });
    expect(startArguments(['--instances', '2']).instances).toBe(2);
    expect(startArguments(['--cluster'])).toMatchObject({ cluster: true, instances: 2 });
    expect(startArguments(['--cluster', '--instances=1']).instances).toBe(1);
    expect(startArguments(['--tls']).tls).toBe(true);
    expect(startArguments(['--no-simulator']).simulator).toBe(false);
    expect(startArguments(['--no-dashboard']).dashboard).toBe(false);
    expect(startArguments(['--approaches', 'sync-api']).approaches).toEqual(['hybrid', 'sync-api']);
  });

  it.each([
    [['--driver', '5'], /Unknown option '--driver'.* Options: --drivers, /],
    [['--drivers'], /argument missing/],
    [['--drivers', '0'], '--drivers must be a whole number from 1 to 100000, not "0"'],
    [['--drivers', 'many'], 'not "many"'],
    [['--drivers', '1.5'], 'not "1.5"'],
    [['--rides-per-second', '1e9'], '--rides-per-second must be a number from 0 to 1000, not "1e9"'],
    [['--instances', '3'], '--instances must be a whole number from 1 to 2, not "3"'],
    [['--port-base', '80'], '--port-base must be a whole number from 1024 to 65503, not "80"'],
    [['--port-base', '65504'], 'not "65504"'],
    [['--port-base', '6000'], '--port-base 6000 would use port 6000, which browsers refuse; try 6100'],
    [['--port-base', '5049'], 'port 5060'],
    [['--port-base', '5054'], 'port 5060'],
    [['--no-simulator', '--drivers', '5'], '--drivers is for the simulator'],
    [['--approaches', 'magic'], '--approaches must be hybrid, sync-api, '],
    [['--approaches', ''], 'or all, not ""'],
    [['now'], /Unexpected argument 'now'/],
  ])('refuses %j with a reason', (args, reason) => {
    expect(() => startArguments(args)).toThrow(reason);
  });

  it('takes only the ports for serve, and no option for status and reset', () => {
    expect(serveArguments(['--port-base', '5000']).portBase).toBe(5000);
    const trace = ['--trace=seoul-sample', '--speed', '4', '--port-base', '5000'];
    expect(serveArguments(trace, 'fleet-simulator')).toMatchObject({
      portBase: 5000,
      forApp: ['--trace=seoul-sample', '--speed', '4'],
    });
    expect(() => serveArguments(trace, 'gateway')).toThrow("Unknown option '--trace'");
    expect(() => serveArguments(['--drivers', '5'])).toThrow(/Options: --port-base, --help/);
    expect(() => noArguments(['--force'])).toThrow(/Unknown option '--force'/);
  });
});

describe('options that npm has taken for its own', () => {
  it('reads options that npm took for its own where they are unambiguous', () => {
    expect(withNpmOptions([], { npm_config_drivers: '50', npm_config_simulator: '' })).toEqual([
      '--no-simulator',
      '--drivers=50',
    ]);
    expect(withNpmOptions([], { npm_config_dashboard: '' })).toEqual(['--no-dashboard']);
    expect(withNpmOptions([], { npm_config_cluster: 'true' })).toEqual(['--cluster']);
    expect(withNpmOptions([], { npm_config_tls: 'true' })).toEqual(['--tls']);
    expect(withNpmOptions(['50'], { npm_config_drivers: 'true' })).toEqual(['--drivers=50']);
    expect(withNpmOptions(['--drivers', '5'], {})).toEqual(['--drivers', '5']);
    expect(withNpmOptions([], { npm_config_approaches: 'all' })).toEqual(['--approaches=all']);
    expect(withNpmOptions(['all'], { npm_config_approaches: 'true' })).toEqual(['--approaches=all']);
  });

  it('refuses ambiguous options, and shows how to write them', () => {
    const environment = { npm_config_drivers: 'true', npm_config_port_base: 'true' };
    expect(() => withNpmOptions(['5', '4000'], environment)).toThrow(
      'npm start -- --drivers <number> --port-base <number>',
    );
    const both = { npm_config_drivers: 'true', npm_config_approaches: 'true' };
    expect(() => withNpmOptions(['5', 'all'], both)).toThrow(
      'npm start -- --drivers <number> --approaches <names>',
    );
  });
});

describe('the approaches that a stack is started with', () => {
  it('reads approaches named one by one or all at once, always with hybrid', () => {
    expect(approachesNamed('shared-files, sync-api', '--approaches')).toEqual([
      'hybrid',
      'sync-api',
      'shared-files',
    ]);
    expect(approachesNamed('all', '--approaches')).toEqual([...APPROACHES]);
  });

  it.each(['magic', 'sync-api,magic', '', ' , '])(
    'refuses "%s" as approaches, and lists the known ones',
    (list) => {
      expect(() => approachesNamed(list, 'APPROACHES')).toThrow(
        `APPROACHES must be ${APPROACHES.join(', ')} (several with commas), or all, not "${list}"`,
      );
    },
  );
});
