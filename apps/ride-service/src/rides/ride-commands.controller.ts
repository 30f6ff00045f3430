import { Body, Controller, Headers, Param, Post, Res, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { identity, parseIdempotencyKey, Roles } from '@ride-hailing/service-kit';
import type { FastifyReply } from 'fastify';
import { ApiRide, ApiRideChange, ApiRideProblems } from './api-answers.decorator';
import { parseIfMatch } from './if-match';
import { RideAnswerInterceptor } from './ride-answer.interceptor';
import { type PublicCommand } from './transition';
import { RideCommands } from './ride-commands.service';
import { RideIdDto } from './ride-filter.dto';
import { RideRequestDto } from './ride-request.dto';
import { Ride } from './ride.entity';

const OWN_DRIVER = "A driver a ride that is the driver's; another's is not found.";

@ApiTags('rides')
@Controller('rides')
@UseInterceptors(RideAnswerInterceptor)
export class RideCommandsController {
  constructor(private readonly commands: RideCommands) {}

  @Roles('rider', 'dispatcher')
  @Post()
  @ApiOperation({ summary: 'Ask for a ride', description: 'A rider for the rider alone.' })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description:
      "Chosen by the client, and the caller's own: within 24 hours, the same request with the same key gives the same " +
      'ride',
  })
  @ApiRide(201, 'The ride was made')
  @ApiRide(200, 'The ride that this Idempotency-Key made before, as it is now')
  @ApiRideProblems(400, 415, 422)
  async request(
    @Body() body: RideRequestDto,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Ride> {
    const { ride, isNew } = await this.commands.request(identity(), body, parseIdempotencyKey(key));
    void reply.status(isNew ? 201 : 200).header('location', `/rides/${ride.id}`);
    return ride;
  }

  @Roles('driver', 'dispatcher')
  @Post(':id/start')
  @ApiRideChange('The rider is in the car', OWN_DRIVER)
  start(@Param() { id }: RideIdDto, @Headers('if-match') ifMatch?: string): Promise<Ride> {
    return this.change(id, { type: 'start' }, ifMatch);
  }

  @Roles('driver', 'dispatcher')
  @Post(':id/complete')
  @ApiRideChange('The rider has arrived', OWN_DRIVER)
  complete(@Param() { id }: RideIdDto, @Headers('if-match') ifMatch?: string): Promise<Ride> {
    return this.change(id, { type: 'complete' }, ifMatch);
  }

  @Roles('rider', 'dispatcher')
  @Post(':id/cancel')
  @ApiRideChange('Call off a ride that has not begun', "A rider an own ride; another's is not found.")
  cancel(@Param() { id }: RideIdDto, @Headers('if-match') ifMatch?: string): Promise<Ride> {
    return this.change(id, { type: 'cancel' }, ifMatch);
  }

  private change(id: string, command: PublicCommand, ifMatch: string | undefined): Promise<Ride> {
    return this.commands.change(identity(), id, command, parseIfMatch(ifMatch));
  }
}
