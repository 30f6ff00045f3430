import { type Pair, texts } from '../language/language';
import type { Part } from './picture/layout';

const PARTS: Readonly<Record<Part, Pair>> = {
  'fleet-simulator': ["drivers' phones", '기사의 휴대폰'],
  nats: ['NATS JetStream', 'NATS JetStream'],
  'driver-service': ['driver-service', 'driver-service'],
  cache: ['details cache', '상세정보 캐시'],
  'ride-service': ['ride-service', 'ride-service'],
  gateway: ['gateway', 'gateway'],
  postgres: ['Postgres', 'Postgres'],
};

const ROLES: { readonly [P in Part]?: Pair } = {
  'driver-service': ['has the copy', '로컬 사본 보관'],
  'ride-service': ['owns the rides', '운행의 소유자'],
};

const EFFECTS = {
  slow: ['300 ms more in each direction.', '양방향 모두 300ms씩 늦어집니다.'],
  lost: [
    'Bytes wait until it is over, as when every packet is lost.',
    '모든 패킷이 유실될 때처럼, 장애가 끝날 때까지 데이터가 도착하지 않습니다.',
  ],
  reset: ['Connections are reset, new ones too.', '기존 연결과 새 연결이 모두 리셋됩니다.'],
  'half-open': [
    'The server has lost its connections, and the client does not know.',
    '서버 쪽 연결은 끊어졌지만 클라이언트는 모릅니다.',
  ],
  narrow: ['10 kB a second for each connection.', '연결마다 초당 10kB로 제한됩니다.'],
} satisfies Record<string, Pair>;
export const EFFECT_NAMES = Object.keys(EFFECTS) as (keyof typeof EFFECTS)[];

export const say = texts({
  seoul: ['Seoul', '서울'],
  map: [
    'Map of Seoul with drivers and rides. Arrow keys move it, plus and minus zoom.',
    '기사와 운행이 표시된 서울 지도. 화살표 키로 이동하고 +와 - 키로 확대·축소합니다.',
  ],
  free: ['free', '배차 가능'],
  busy: ['on a ride', '운행 중'],
  silent: ['silent for 60 s', '60초간 업데이트 없음'],
  pickup: ['pickup, with the line of its driver', '승차 위치와 배차된 기사를 잇는 선'],
  pick: ['Click a driver for its answer, or take', '기사를 누르면 그 기사의 응답을 볼 수 있습니다. 예:'],
  system: ['The system', '시스템'],
  parts: [
    'Parts and connections of the system, with their figures each second',
    '시스템의 구성 요소와 연결, 매초 갱신되는 수치',
  ],
  choose: [
    'Click a part or a connection to disturb it.',
    '구성 요소나 연결을 누르면 장애를 주입할 수 있습니다.',
  ],
  faultsOf: (what: string) => [`${what}: faults`, `${what}: 장애`],
  part: (part: Part) => PARTS[part],
  role: (part: Part) => ROLES[part] ?? ['', ''],
  updates: ['updates', '업데이트'],
  events: ['events', '이벤트'],
  waiting: ['waiting', '대기'],
  calls: ['gRPC', 'gRPC'],
  callErrors: ['failed', '실패'],
  breaker: ['breaker', '브레이커'],
  hits: ['hits', '히트'],
  stale: ['stale', '오래된 값'],
  requests: ['requests', '요청'],
  errors: ['errors', '오류'],
  outbox: ['outbox waits', '아웃박스 대기'],
  copyAge: ['copy old by', '사본 지연, 최대'],
  behind: ['versions behind:', '뒤처진 버전 수'],
  cpu: ['CPU', 'CPU'],
  memory: ['memory', '메모리'],
  ages: ['How old may the answer be', '응답한 값은 얼마나 오래됐을 수 있나'],
  rideAge: ['essential fields, from the copy', '필수 필드(로컬 사본)'],
  detailsAge: ['details', '상세정보'],
  behindBy: (versions: string) => [
    `The copy is ${versions} versions behind its owner.`,
    `로컬 사본이 소유자보다 버전 ${versions}개 뒤처져 있습니다.`,
  ],
  work: ['Calls of the owner, and answers that lack something', '소유자 호출과 일부가 빠진 응답'],
  ownerCalls: ['calls of the owner', '소유자 호출'],
  partial: ['partial answers', '부분 응답'],
  failed: ['failed answers', '실패한 응답'],
  close: ['Close', '닫기'],
  lasts: ['lasts', '지속 시간'],
  freeze: ['Freeze', '일시 정지'],
  freezeSays: [
    'It runs on, but does nothing: the hardest failure to notice.',
    '프로세스는 살아 있지만 아무 일도 하지 않습니다. 가장 알아채기 어려운 장애입니다.',
  ],
  kill: ['Kill', '강제 종료'],
  killSays: [
    'It ends without a word, and starts again afterwards.',
    '예고 없이 종료되고, 시간이 지나면 다시 시작됩니다.',
  ],
  start: ['Start', '시작'],
  stop: ['Stop', '중지'],
  restart: ['Restart', '재시작'],
  whichProcess: ['process', '프로세스'],
  promote: ['Promote', '승격'],
  promoteSays: [
    'Promoted, it takes the writes. The old primary is killed, and comes back as the standby.',
    '승격하면 쓰기를 맡습니다. 기존 프라이머리는 강제 종료되고, 다시 시작하면 스탠바이가 됩니다.',
  ],
  alone: ['Go on alone', '단독 실행'],
  aloneSays: [
    'Alone, its commits do not wait for the standby, which is killed and made again at its next start.',
    '단독으로 실행하면 커밋이 스탠바이를 기다리지 않습니다. 스탠바이는 강제 종료되고, 다음에 시작할 때 새로 만들어집니다.',
  ],
  effectSays: (effect: keyof typeof EFFECTS) => EFFECTS[effect],
  ordered: (fault: string, seconds: number) => [
    `${fault} for ${seconds} s. It ends by itself.`,
    `${fault}: ${seconds}초 뒤 저절로 끝납니다.`,
  ],
  done: (action: string) => [`${action}: done.`, `${action} 완료`],
  acted: (action: string, process: string) => [`${action} ${process}: done.`, `${process} ${action} 완료`],
  noFaults: ['No fault can be ordered for this.', '여기에는 장애를 주입할 수 없습니다.'],
  load: ['The load', '부하'],
  drivers: ['drivers', '기사 수'],
  ridesPerSecond: ['rides a second', '초당 운행 수'],
  apply: ['Apply', '적용'],
  disturb: ['Disturb the driver updates', '기사 위치 업데이트에 장애 주입'],
  duplicates: ['sent twice', '중복'],
  outOfOrder: ['out of order', '순서 뒤바뀜'],
  invalid: ['broken', '잘못된 형식'],
  noSimulation: ['There is no simulator, or it does not answer.', '시뮬레이터가 없거나 응답하지 않습니다.'],
});
