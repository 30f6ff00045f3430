import { texts } from '../language/language';

export const say = texts({
  search: ['Driver or ride', '기사 또는 운행'],
  find: ['Find', '찾기'],
  newest: ['Newest traces', '최근 트레이스'],
  found: (id: string) => [`Newest traces of ${id}`, `${id}의 최근 트레이스`],
  loading: ['Reading traces …', '트레이스를 읽는 중 …'],
  none: [
    'No traces yet. Ask something in One answer: its request is always traced.',
    '아직 트레이스가 없습니다. ‘응답 분석’에서 요청해 보세요. 그 요청은 항상 추적됩니다.',
  ],
  noneOf: (id: string) => [
    `No trace of ${id} is kept. Only the newest traces are.`,
    `${id}의 트레이스가 없습니다. 최근 트레이스만 보관합니다.`,
  ],
  failed: ['Traces could not be read.', '트레이스를 읽지 못했습니다.'],
  gone: [
    'This trace is not kept (any more), or has not arrived yet.',
    '이 트레이스는 이미 삭제됐거나 아직 도착하지 않았습니다.',
  ],
  when: ['When', '시각'],
  name: ['Name', '이름'],
  services: ['Services', '서비스'],
  spans: ['Spans', '스팬'],
  took: ['Took', '걸린 시간'],
  error: ['error', '오류'],
  span: ['Span', '스팬'],
  trace: ['Trace', '트레이스'],
  kind: ['Kind', '종류'],
  linked: ['Batches and what they came from', '연결된 배치와 원본'],
  linkedLead: [
    'Spans of other traces that are linked with spans of this one. One batch takes in messages of many.',
    '이 트레이스의 스팬과 연결된 다른 트레이스의 스팬입니다. 배치 하나가 여러 트레이스의 메시지를 처리합니다.',
  ],
  linkedTo: ['linked with', '연결된 스팬'],
  logs: ['Log lines', '로그'],
  logsOf: ['that name', '검색할 id'],
  noLogs: (id: string) => [`No log line names ${id}.`, `다음 id가 있는 로그가 없습니다: ${id}`],
  logsFailed: ['Log lines could not be read.', '로그를 읽지 못했습니다.'],
  process: ['Process', '프로세스'],
  level: ['Level', '레벨'],
  text: ['Text', '내용'],
});
