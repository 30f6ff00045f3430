/**
 * What `work` gives, or after `budgetMs` what `late` gives. The work goes on, under its own deadline, for
 * whoever else waits for it: so a load that several share is not ended by the most hurried of them.
 *
 * @throws whatever `work` or `late` throws; what `work` throws after the budget is nobody's any more.
 */
export async function withinBudget<T>(work: Promise<T>, budgetMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve, reject) => {
    const leave = () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    timer = setTimeout(leave, Math.max(0, budgetMs));
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
