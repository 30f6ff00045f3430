import { Body, Controller, Headers, HttpCode, Param, Post, Res, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiIfMatch, ApiProblems, ApiRide } from './api-answers.decorator';
import { parseIdempotencyKey } from './idempotency-key';
import { parseIfMatch } from './if-match';
import { RideAnswerInterceptor } from './ride-answer.interceptor';
import { type PublicCommand } from './ride-command';
import { RideCommands } from './ride-commands.service';
import { RideIdDto } from './ride-filter.dto';
import { RideRequestDto } from './ride-request.dto';
import { Ride } from './ride.entity';

@ApiTags('Commands')
@Controller('rides')
@UseInterceptors(RideAnswerInterceptor)
export class RideCommandsController {
  constructor(private readonly commands: RideCommands) {}

  @Post()
  @ApiOperation({ summary: 'Ask for a ride' })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description:
      'Chosen by the client: within 24 hours, the same request with the same key gives the same ride',
  })
  @ApiRide(201, 'The ride was made')
  @ApiRide(200, 'The ride that this Idempotency-Key made before, as it is now')
  @ApiProblems(400, 422)
  async request(
    @Body() body: RideRequestDto,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Ride> {
    const { ride, isNew } = await this.commands.request(body, parseIdempotencyKey(key));
    void reply.status(isNew ? 201 : 200).header('location', `/rides/${ride.id}`);
    return ride;
  }

  @Post(':id/start')
  @HttpCode(200)
  @ApiOperation({ summary: 'The rider is in the car' })
  @ApiIfMatch()
  @ApiRide(200, 'The ride after the change')
  @ApiProblems(400, 404, 409, 412)
  start(@Param() { id }: RideIdDto, @Headers('if-match') ifMatch?: string): Promise<Ride> {
    return this.change(id, { type: 'start' }, ifMatch);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOperation({ summary: 'The rider has arrived' })
  @ApiIfMatch()
  @ApiRide(200, 'The ride after the change')
  @ApiProblems(400, 404, 409, 412)
  complete(@Param() { id }: RideIdDto, @Headers('if-match') ifMatch?: string): Promise<Ride> {
    return this.change(id, { type: 'complete' }, ifMatch);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Call off a ride that has not begun' })
  @ApiIfMatch()
  @ApiRide(200, 'The ride after the change')
  @ApiProblems(400, 404, 409, 412)
  cancel(@Param() { id }: RideIdDto, @Headers('if-match') ifMatch?: string): Promise<Ride> {
    return this.change(id, { type: 'cancel' }, ifMatch);
  }

  private change(id: string, command: PublicCommand, ifMatch: string | undefined): Promise<Ride> {
    return this.commands.change(id, command, parseIfMatch(ifMatch));
  }
}
