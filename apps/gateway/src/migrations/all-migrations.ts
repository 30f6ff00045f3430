import { CreateAssignments1795400000000 } from './1795400000000-create-assignments.migration';

export const MIGRATIONS = [CreateAssignments1795400000000];
