import { texts } from '../language/language';

export const say = texts({
  kind: ['Kind', '종류'],
  what: ['What', '내용'],
  at: ['At', '시점'],
  http: ['HTTP', 'HTTP'],
  grpc: ['gRPC', 'gRPC'],
  statement: ['SQL', 'SQL'],
  message: ['NATS', 'NATS'],
  inside: ['inside', '내부'],
  cache: ['cache', '캐시'],
  took: ['Took', '걸린 시간'],
});
