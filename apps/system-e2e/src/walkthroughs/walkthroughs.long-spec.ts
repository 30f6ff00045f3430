import { ON_ALL_APPROACHES, SLOW_ON_HYBRID, takeTour, typePage, WALK_WITHIN_MS, walkedSystem } from './walks';

describe('the tours and the order of a restore on npm start with all approaches', () => {
  const system = walkedSystem('--approaches all');

  it.each(ON_ALL_APPROACHES)(
    'types every command of the walkthrough %s as a tour, and each prints what the text says',
    (name) => takeTour(name, system().folder),
    WALK_WITHIN_MS,
  );

  it(
    'types every command of running-it-for-real.md, and each prints what the text says',
    () => typePage('running-it-for-real.md', system()),
    WALK_WITHIN_MS,
  );
});

describe("the slow tours and the operator's page on npm start", () => {
  const system = walkedSystem();

  it.each(SLOW_ON_HYBRID)(
    'types every command of the walkthrough %s as a tour, and each prints what the text says',
    (name) => takeTour(name, system().folder),
    WALK_WITHIN_MS,
  );

  it(
    'types every command of operating.md, which causes the faults that it repairs, and each prints what the text says',
    () => typePage('operating.md', system()),
    WALK_WITHIN_MS,
  );
});
