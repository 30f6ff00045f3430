import { texts } from '../language/language';

export const say = texts({
  en: {
    kind: 'Kind',
    what: 'What',
    at: 'At',
    http: 'HTTP',
    grpc: 'gRPC',
    statement: 'SQL',
    message: 'NATS',
    inside: 'inside',
    cache: 'cache',
    took: 'Took',
  },
  ko: {
    kind: '종류',
    what: '내용',
    at: '시점',
    http: 'HTTP',
    grpc: 'gRPC',
    statement: 'SQL',
    message: 'NATS',
    inside: '내부',
    cache: '캐시',
    took: '걸린 시간',
  },
});
