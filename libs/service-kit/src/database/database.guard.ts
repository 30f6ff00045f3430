import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { UnavailableProblem } from '../problems/domain.errors';
import { Database } from './database.service';
import { NEEDS_NO_DATABASE } from '../http/needs-no-database.decorator';

/**
 * Answers 503 before the first connection, since TypeORM knows no entities then and would fail with an internal
 * error.
 */
@Injectable()
export class DatabaseGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Optional() private readonly database?: Database,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.database || this.database.hasStarted() || this.needsNone(context)) return true;
    throw new UnavailableProblem('The database is not ready yet.');
  }

  private needsNone(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(NEEDS_NO_DATABASE, targets) ?? false;
  }
}
