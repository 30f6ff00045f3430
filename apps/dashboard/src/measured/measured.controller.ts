import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import type { Measured } from '../page-api';

/** Made from the lab's committed results by `npm run generate`: a container has no results. */
const FILE = join(__dirname, '../../assets/measured.json');

@Controller('api/measured')
export class MeasuredController {
  private readonly measured = JSON.parse(readFileSync(FILE, 'utf8')) as Measured;

  @Get()
  figures(): Measured {
    return this.measured;
  }
}
