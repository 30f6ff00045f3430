import { turnsOf } from './turns';

describe('the order in which sides are measured', () => {
  const sides = ['naive', 'project', 'limit'];

  it('gives each side one turn in each repeat', () => {
    const turns = turnsOf(sides, 20, 7);
    expect(turns).toHaveLength(20);
    for (const own of turns) expect([...own].sort()).toEqual([...sides].sort());
  });

  it('is another in other repeats, and the same again with the same seed', () => {
    expect(new Set(turnsOf(sides, 20, 7).map(([first]) => first)).size).toBe(3);
    expect(turnsOf(sides, 20, 7)).toEqual(turnsOf(sides, 20, 7));
    expect(turnsOf(sides, 20, 8)).not.toEqual(turnsOf(sides, 20, 7));
  });
});
