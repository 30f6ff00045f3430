import { ConflictProblem, InvalidInputProblem } from '@ride-hailing/service-kit';

export const neverAgreed = (assignmentId: string) =>
  new ConflictProblem(`Assignment ${assignmentId} cannot be confirmed: no Try has agreed to it here.`);

export const cancelledBefore = (assignmentId: string) =>
  new ConflictProblem(`Assignment ${assignmentId} cannot be confirmed: it was cancelled before.`);

export const confirmedBefore = (assignmentId: string) =>
  new ConflictProblem(`Assignment ${assignmentId} cannot be cancelled: it was confirmed before.`);

export const otherContent = (assignmentId: string) =>
  new InvalidInputProblem(
    `assignment_id: ${assignmentId} was tried before, for another ride or another driver`,
    [{ field: 'assignment_id', message: 'was tried before, for another ride or another driver' }],
  );
