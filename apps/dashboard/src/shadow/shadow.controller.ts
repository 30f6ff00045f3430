import { Body, Controller, Put } from '@nestjs/common';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';
import type { Shadow } from '../page-api';
import { ShadowComparison } from './shadow.service';

const MOST_PER_SECOND = 20;

class ShadowBody extends createZodDto(
  z.strictObject({ perSecond: z.number().min(0).max(MOST_PER_SECOND) }),
) {}

@Controller('api/shadow')
export class ShadowController {
  constructor(private readonly shadow: ShadowComparison) {}

  @Put()
  set(@Body() { perSecond }: ShadowBody): Promise<Shadow> {
    return this.shadow.set(perSecond);
  }
}
