import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { versionTag } from '@ride-hailing/contracts';
import { type FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { RideDto, rideToDto } from './ride.dto';
import { Ride } from './ride.entity';

/** Turns the ride that a handler returns into its DTO, with its id and version as ETag. */
@Injectable()
export class RideAnswerInterceptor implements NestInterceptor<Ride, RideDto> {
  intercept(context: ExecutionContext, next: CallHandler<Ride>): Observable<RideDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((ride) => {
        void reply.header('etag', versionTag({ rideId: ride.id, version: ride.version }));
        return rideToDto(ride);
      }),
    );
  }
}
