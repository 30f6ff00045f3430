import type { Question } from './http-order';

interface Found {
  readonly drivers: readonly { readonly distanceM: number }[];
}

export const isPost = ({ body, isCommand = false }: Question): boolean => body !== undefined || isCommand;

/** The status of the right answer: 201 where something is made. */
export const rightStatus = ({ body, isCommand = false }: Question): number =>
  body !== undefined && !isCommand ? 201 : 200;

/** Whether this is the answer to the question, and no other's. */
export function isRight({ contains, nearest }: Question, answer: string): boolean {
  if (!contains.every((part) => answer.includes(part))) return false;
  if (nearest === undefined) return true;
  const { drivers } = JSON.parse(answer) as Found;
  const isInOrder = drivers.every(({ distanceM }, at) => distanceM >= (drivers[at - 1]?.distanceM ?? 0));
  return drivers.length === nearest && isInOrder;
}
