import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { uuidSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';
import type { Change } from '../page-api';
import { Changes } from './changes.service';

class ChangeOrderBody extends createZodDto(z.strictObject({ rideId: uuidSchema.optional() })) {}
class ChangeParams extends createZodDto(z.object({ id: uuidSchema })) {}

@Controller('api/changes')
export class ChangesController {
  constructor(private readonly changes: Changes) {}

  @Post()
  @HttpCode(200)
  make(@Body() { rideId }: ChangeOrderBody): Promise<Change> {
    return this.changes.make(rideId);
  }

  @Get(':id')
  find(@Param() { id }: ChangeParams): Change {
    return this.changes.find(id);
  }
}
