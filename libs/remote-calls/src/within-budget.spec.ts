import { withinBudget } from './within-budget';

describe('withinBudget', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('lets each waiter of one load leave at its own budget, and gives the answer to those who stayed', async () => {
    let land: (value: string) => void = () => undefined;
    const load = new Promise<string>((resolve) => (land = resolve));
    const [hurried, patient] = [50, 300].map((budgetMs) => withinBudget(load, budgetMs, () => 'left'));
    jest.advanceTimersByTime(50);
    expect(await hurried).toBe('left');
    land('answer');
    expect(await patient).toBe('answer');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails as `late` or the work fails, and leaves no rejection behind', async () => {
    let fail: (error: Error) => void = () => undefined;
    const load = new Promise<string>((_resolve, reject) => (fail = reject));
    const late = withinBudget(load, 0, () => {
      throw new Error('late');
    });
    const patient = withinBudget(load, 10, () => 'left');
    jest.advanceTimersByTime(1);
    await expect(late).rejects.toThrow('late');
    fail(new Error('own'));
    await expect(patient).rejects.toThrow('own');
  });
});
