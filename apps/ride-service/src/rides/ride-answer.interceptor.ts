import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { entityTag } from './if-match';
import { RideDto, rideToDto } from './ride.dto';
import { Ride } from './ride.entity';

/** Turns the ride that a handler returns into its DTO, with its version as ETag. */
@Injectable()
export class RideAnswerInterceptor implements NestInterceptor<Ride, RideDto> {
  intercept(context: ExecutionContext, next: CallHandler<Ride>): Observable<RideDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((ride) => {
        void reply.header('etag', entityTag(ride.version));
        return rideToDto(ride);
      }),
    );
  }
}
