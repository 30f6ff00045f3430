import { paragraphs, texts } from '../language/language';
export const say = texts({
  yours: ['Your numbers', '우리 서비스의 수치'],
  prices: ['Prices, in one currency', '단가(모두 같은 통화)'],
  usual: ['Back to the usual numbers', '기본값으로 되돌리기'],
  readsPerSecond: ['Reads, per s', '읽기(회/초)'],
  changesPerSecond: ['Changes, per s', '변경(회/초)'],
  records: ['Different records', '레코드 수(중복 제외)'],
  recordBytes: ['Size of a record, B', '레코드 크기(B)'],
  roundTripMs: ['Round trip to the owner, ms', '소유자까지 왕복 시간(ms)'],
  availability: ['Availability of the owner, %', '소유자의 가용성(%)'],
  maxAgeSeconds: ['An answer may be old by, s', '응답의 최대 허용 경과 시간(초)'],
  instances: ['Instances', '인스턴스 수'],
  perCoreMonth: ['A core for a month', '코어 1개의 월 단가'],
  perGbMoved: ['A GB sent', '전송 1GB의 단가'],
  perGbMonth: ['A GB kept for a month', '저장 1GB의 월 단가'],
  perThousandWrong: ['1,000 wrong or missing answers', '틀리거나 빠진 응답 1,000건의 단가'],
  perHourWaited: ['An hour of callers’ waiting', '클라이언트 대기 1시간의 단가'],
  ranking: ['The order for your numbers', '우리 서비스의 수치로 본 순위'],
  approach: ['Approach', '접근 방식'],
  month: ['Price a month', '월 비용'],
  margin: ['Dearer than the first', '1위와의 차이'],
  close: ['too close to call', '우열을 가릴 수 없음'],
  first: ['first', '1위'],
  calls: ['Calls of the owner', '소유자 호출'],
  sent: ['Sent', '전송량'],
  stored: ['Kept beside the owner', '소유자 밖 저장량'],
  cores: ['Cores', '코어'],
  read: ['Read takes', '읽기 시간'],
  wrong: ['Wrong, a day', '하루에 틀린 응답'],
  missing: ['Missing, a day', '하루에 빠진 응답'],
  parts: ['What the price is made of', '비용 구성'],
  cpu: ['CPU', 'CPU'],
  traffic: ['traffic', '트래픽'],
  storage: ['storage', '저장'],
  waiting: ['waiting', '대기'],
  wrongPart: ['wrong or missing', '틀리거나 빠짐'],
  turns: ['Which number would turn the order round', '순위를 뒤집는 수치'],
  turnsLead: (first: string) => [
    `${first} is first now. Each number below, changed alone, puts another approach there; the nearest stands first.`,
    `지금 1위는 ${first}입니다. 아래 수치는 하나만 바뀌어도 다른 접근 방식이 1위가 됩니다. 현재 값에 가까운 것부터 보여 줍니다.`,
  ],
  noTurn: (first: string) => [
    `${first} stays first, whichever single number is changed within its limits.`,
    `수치 하나를 범위 안에서 어떻게 바꿔도 1위는 그대로입니다: ${first}`,
  ],
  number: ['Number', '수치'],
  now: ['Now', '현재'],
  at: ['Turns at', '뒤집히는 값'],
  then: ['First then', '그때 1위'],
  others: (names: string) => [
    `No value within the limits turns it: ${names}.`,
    `범위 안의 어떤 값으로도 순위가 바뀌지 않는 수치: ${names}.`,
  ],
  how: ['How this is computed', '계산 방법'],
  limits: ['What these figures cannot say', '이 수치로는 알 수 없는 것'],
  from: (command: string, day: string) => [
    `Measured by ${command} on ${day}; the whole report is`,
    `측정: ${day}, ${command}. 전체 보고서:`,
  ],
  nothing: [
    'The lab has measured no approach that this model knows: run npm run lab.',
    '이 모델에서 쓸 수 있는 측정값이 없습니다. npm run lab을 실행하세요.',
  ],
});

export const FORMULAS = paragraphs([
  [
    'Calls: the lab’s calls per read, times how much more often your reads find nothing in the cache than the lab’s did. A read finds nothing after a change (versioned) with the share changes ÷ (changes + reads) of one record and one cache; after a time (ttl) with 1 ÷ (1 + reads × time). A cache that goes by time keeps an answer for as long as yours may be old.',
    '호출: 랩에서 측정한 읽기당 호출 수에, 캐시 미스가 랩보다 몇 배 자주 나는지를 곱합니다. 레코드 하나와 캐시 하나를 놓고 볼 때, 변경 기반 캐시(versioned)의 미스 비율은 변경 ÷ (변경 + 읽기), 시간 기반 캐시(ttl)의 미스 비율은 1 ÷ (1 + 읽기 × 유지 시간)입니다. 시간 기반 캐시는 최대 허용 경과 시간만큼 응답을 유지한다고 가정합니다.',
  ],
  [
    'Sent: what the lab counted on the wire for a call, for a change of essential fields or of a whole record, and for a read from a shared store or the owner’s database; by as much more as your record is larger.',
    '전송량: 호출 한 번, 필수 필드 또는 레코드 전체의 변경 한 번, 공유 저장소나 소유자 데이터베이스 조회 한 번에 랩이 네트워크에서 센 바이트입니다. 레코드가 랩보다 큰 만큼 더합니다.',
  ],
  [
    'CPU: the lab’s CPU per read at capacity, where nearly nothing changed, plus that of your calls after changes and times. A call costs what hybrid used more without a cache; a pushed change is counted as much.',
    'CPU: 변경이 거의 없는 상태의 최대 처리량에서 랩이 측정한 읽기당 CPU에, 변경이나 시간 경과로 생기는 우리 서비스의 호출 몫을 더합니다. 호출 한 번의 CPU는 hybrid가 캐시 없이 더 쓴 양으로 보며, 변경 전달 한 번도 같은 값으로 계산합니다.',
  ],
  [
    'Read takes: the lab’s median beside the owner, plus a round trip for the share of reads that wait for one. Wrong: copies are late by the mean time until the lab’s reads showed a change, and half a round trip; an answer counts when it had been replaced for longer than it may be old. Missing: the owner is away, times the share that the lab could not answer whole while it was killed.',
    '읽기 시간: 소유자 바로 옆에서 잰 랩의 중앙값에, 왕복을 기다리는 읽기의 비율만큼 왕복 시간을 더합니다. 틀린 응답: 사본은 랩에서 읽기가 변경을 보여 주기까지 걸린 평균 시간에 왕복 시간의 절반을 더한 만큼 늦습니다. 바뀐 지 최대 허용 경과 시간이 넘은 값으로 응답하면 틀린 응답으로 셉니다. 빠진 응답: 소유자를 쓸 수 없는 시간에, 랩에서 소유자를 강제 종료한 동안 온전히 응답하지 못한 비율을 곱합니다.',
  ],
  [
    'Kept: what one more ride took in the lab; in a shared store your record and 300 B. Price: CPU, traffic, storage, waiting, and wrong or missing answers, each times its price. For hybrid, its cheapest caching choice stands for it.',
    '저장량: 랩에서 운행이 하나 늘 때 늘어난 바이트이며, 공유 저장소는 레코드 크기에 300B를 더합니다. 비용: CPU, 트래픽, 저장, 대기, 틀리거나 빠진 응답에 각각 단가를 곱해 더합니다. hybrid는 가장 저렴한 캐싱 전략을 기준으로 합니다.',
  ],
]);

export const UNSAID = paragraphs([
  [
    'What one CPU second is on your machines: all was measured on one machine of two cores, with the load on it. Ratios travel better than figures.',
    '우리 장비에서 CPU 1초의 가치: 모든 값은 부하 생성까지 함께 실행한 2코어 장비 한 대에서 측정했습니다. 절댓값보다 비율이 더 믿을 만합니다.',
  ],
  [
    'What a change costs in CPU apart from a read, and what a larger record costs in CPU: the lab has not measured these.',
    '읽기와 분리된 변경 한 번의 CPU 비용, 그리고 큰 레코드의 CPU 비용: 랩에서 측정하지 않았습니다.',
  ],
  [
    'What a long outage does: the owner was killed for 2.5 s. Caches that go by time empty in a longer one.',
    '긴 장애의 영향: 랩에서는 소유자를 2.5초 동안만 종료했습니다. 더 길어지면 시간 기반 캐시는 빕니다.',
  ],
  [
    'database-view stayed whole while the owner’s process was killed; here it counts as missing, since your availability is that of service and database together.',
    'database-view는 소유자 프로세스가 종료된 동안에도 온전히 응답했습니다. 그러나 여기서는 서비스와 데이터베이스를 합쳐 가용성을 계산하므로 빠진 응답으로 셉니다.',
  ],
  [
    'Of hybrid only the details are missing, while essential fields are still answered; here both count alike.',
    'hybrid에서는 상세정보만 빠지고 필수 필드는 계속 응답하지만, 여기서는 똑같이 셉니다.',
  ],
  [
    'What coupling costs: a view makes the owner’s tables a contract, a replica and shared stores spread personal data, each copy must be repaired and understood. No figure stands for that.',
    '결합도의 비용: 뷰를 쓰면 소유자의 테이블이 곧 계약이 됩니다. 복제본과 공유 저장소를 쓰면 개인정보가 퍼집니다. 사본이 늘면 복구하고 파악해야 할 것도 늘어납니다. 이런 비용을 나타내는 수치는 없습니다.',
  ],
  [
    'Memory of caches in a process, streams that keep every change for a while, tails of latency, and bursts.',
    '프로세스 내 캐시가 쓰는 메모리, 변경을 한동안 보관하는 스트림, 꼬리 지연 시간, 순간적인 트래픽 급증.',
  ],
]);
