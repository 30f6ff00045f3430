/** What `work` gives, or after `budgetMs` what `late` gives; the work goes on for whoever else waits for it. */
export async function withinBudget<T>(work: Promise<T>, budgetMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), budgetMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
