import { Controller, Get, Query } from '@nestjs/common';
import { createZodDto, UnavailableProblem } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { ControlClient } from '../control-passage/control.client';
import type { LogLine } from '../page-api';
import { readLogLine } from './log-line';

const LINES_EACH = 200;
const MOST_LINES = 500;

class LogsQuery extends createZodDto(
  z.object({
    contains: z
      .string()
      .regex(/^[A-Za-z0-9_-]{2,64}$/, 'must be the id of a ride, a driver, a request or a trace'),
  }),
) {}

@Controller('api/logs')
export class LogsController {
  constructor(private readonly control: ControlClient) {}

  /** The newest lines of all processes, by time; lines without a time come first. */
  @Get()
  async find(@Query() { contains }: LogsQuery): Promise<LogLine[]> {
    const system = await this.control.system();
    if (!system)
      throw new UnavailableProblem('The logs are to be had from `npm start`, which does not answer.');
    const lines = await Promise.all(
      system.processes.map(async ({ name }) => {
        const found = (await this.control.log(name, contains, LINES_EACH)) ?? [];
        return found.map((line) => readLogLine(name, line));
      }),
    );
    return lines
      .flat()
      .sort((one, other) => (one.at ?? 0) - (other.at ?? 0))
      .slice(-MOST_LINES);
  }
}
