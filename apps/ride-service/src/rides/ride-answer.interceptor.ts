import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { entityTag } from './if-match';
import { RideDto, rideToDto } from './ride.dto';
import { Ride } from './ride.entity';

/** A handler gives a ride; the answer is its public form, with its version as ETag. */
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
