import { endsWithin, LateError, within } from './within';

describe('within', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('lets each caller of one load leave at its own limit, and gives the others the answer', async () => {
    let land: (value: string) => void = () => undefined;
    const load = new Promise<string>((resolve) => (land = resolve));
    const [hurried, patient] = [50, 300].map((ms) => within(ms, load, () => 'left'));
    jest.advanceTimersByTime(50);
    expect(await hurried).toBe('left');
    land('answer');
    expect(await patient).toBe('answer');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails as `late` or the work fails, and leaves no rejection and no timer behind', async () => {
    let fail: (error: Error) => void = () => undefined;
    const load = new Promise<string>((_resolve, reject) => (fail = reject));
    const late = within(0, load, () => {
      throw new Error('late');
    });
    const patient = within(10, load, () => 'left');
    jest.advanceTimersByTime(1);
    await expect(late).rejects.toThrow('late');
    fail(new Error('own'));
    await expect(patient).rejects.toThrow('own');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails with a LateError by default', async () => {
    const late = within(1_500, new Promise(() => undefined));
    jest.advanceTimersByTime(1_500);
    await expect(late).rejects.toEqual(new LateError(1_500));
    await expect(late).rejects.toMatchObject({
      name: 'LateError',
      limitMs: 1_500,
      message: 'not within 1500 ms',
    });
  });

  it('does not wait when no time is left', async () => {
    const late = within(-5, new Promise(() => undefined), (limitMs) => limitMs);
    jest.advanceTimersByTime(1);
    expect(await late).toBe(-5);
  });
});

describe('endsWithin', () => {
  it('shows whether the work succeeded or failed in time', async () => {
    await expect(endsWithin(10_000, Promise.resolve())).resolves.toBe(true);
    await expect(endsWithin(10_000, Promise.reject(new Error('no')))).resolves.toBe(true);
    await expect(endsWithin(1, new Promise(() => undefined))).resolves.toBe(false);
  });
});
