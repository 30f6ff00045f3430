import { existsSync, readFileSync } from 'node:fs';
import { itStopsAtCtrlC, MeasuringCommand } from '@ride-hailing/testing';

jest.setTimeout(300_000);

const SEED = String(Math.floor(Math.random() * 2 ** 32));

describe('npm run chaos', () => {
  let running: MeasuringCommand | undefined;

  afterEach(() => running?.clean());

  const run = async (...args: string[]): Promise<{ code: number | null; command: MeasuringCommand }> => {
    await running?.clean();
    const command = (running = new MeasuringCommand('chaos', ...args));
    const code = await command.ended();
    console.log(command.said);
    return { code, command };
  };

  it('finds nothing wrong with what the clients of a system see while it is broken', async () => {
    const { code, command } = await run('--seed', SEED, '--seconds', '20');
    expect(code).toBe(0);
    expect(command.said).toMatch(new RegExp(`Seed ${SEED}: [1-9]\\d* faults \\(.*, 0 anomalies`));
    expect(existsSync(command.out)).toBe(false);
    expect(command.left).toEqual([]);
  });

  it('catches a cache that does not compare versions, and draws what was seen', async () => {
    const mutant = (seed: string) => run('--seed', seed, '--seconds', '20', '--mutant', 'no-fence');
    let { code, command } = await mutant('12');
    // On a busy machine clients may get too little done in the first run.
    for (const seed of ['13', '14']) if (code === 0) ({ code, command } = await mutant(seed));
    expect(code).toBe(1);
    expect(command.said).toMatch(
      /details: .* was shown by versioned details of version \d with version \d of /,
    );
    const page = readFileSync(command.out, 'utf8');
    expect(page).toContain('<strong>details</strong>');
    expect(page).toContain('<svg');
    expect(page).toContain('class="wrong"');
  });
});

describe('npm run chaos, interrupted', () => {
  itStopsAtCtrlC('chaos', '--seconds', '3600');
});
