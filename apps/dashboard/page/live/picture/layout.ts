/** The parts of the system in the picture. `cache` is part of driver-service, and the only one that is no process. */
export const PARTS = ['fleet-simulator', 'nats', 'driver-service', 'cache', 'ride-service', 'gateway', 'postgres'] as const;
export type Part = (typeof PARTS)[number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly from: Part;
  readonly to: Part;
  /** Connections that a fault of this edge can meet, as the control API names them. */
  readonly link: { readonly from: string; readonly to: string };
  /** Corners of the line; data move from the first to the last. */
  readonly line: readonly (readonly [number, number])[];
  /** Where its figures stand. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: Readonly<Record<Part, Box>>;
  readonly edges: readonly Edge[];
}

type Label = readonly [number, number, Edge['label']['anchor']];
type Way = readonly [Part, Part, link: string, line: Edge['line'], label: Label];

const edge = ([from, to, link, line, [x, y, anchor]]: Way): Edge => {
  const [linkFrom = '', linkTo = ''] = link.split('>');
  return { from, to, link: { from: linkFrom, to: linkTo }, line, label: { x, y, anchor } };
};

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

/** Beside the map. */
export const WIDE: Layout = {
  width: 900,
  height: 560,
  boxes: {
    'fleet-simulator': box(10, 30, 180, 78),
    nats: box(350, 30, 180, 78),
    'driver-service': box(690, 20, 200, 112),
    cache: box(730, 200, 150, 66),
    'ride-service': box(340, 200, 200, 94),
    gateway: box(10, 310, 180, 78),
    postgres: box(350, 470, 180, 66),
  },
  edges: (
    [
      ['fleet-simulator', 'nats', 'fleet-simulator>nats', [[190, 69], [350, 69]], [270, 58, 'middle']],
      ['nats', 'driver-service', 'driver-service>nats', [[530, 69], [690, 69]], [610, 40, 'middle']],
      ['ride-service', 'nats', 'ride-service>nats', [[440, 200], [440, 108]], [430, 150, 'end']],
      ['driver-service', 'cache', 'driver-service>cache', [[805, 132], [805, 200]], [815, 170, 'start']],
      ['cache', 'ride-service', 'driver-service>ride-service', [[730, 233], [540, 233]], [640, 222, 'middle']],
      ['fleet-simulator', 'gateway', 'fleet-simulator>gateway', [[100, 108], [100, 310]], [110, 205, 'start']],
      ['gateway', 'ride-service', 'gateway>ride-service', [[190, 335], [440, 335], [440, 294]], [310, 325, 'middle']],
      ['gateway', 'driver-service', 'gateway>driver-service', [[190, 365], [888, 365], [888, 132]], [640, 355, 'middle']],
      ['ride-service', 'postgres', 'ride-service>postgres', [[480, 294], [480, 470]], [490, 425, 'start']],
      ['gateway', 'postgres', 'gateway>postgres', [[100, 388], [100, 503], [350, 503]], [225, 493, 'middle']],
      ['driver-service', 'postgres', 'driver-service>postgres', [[705, 132], [705, 503], [530, 503]], [620, 493, 'middle']],
    ] satisfies Way[]
  ).map(edge),
};

/** On a phone. */
export const TALL: Layout = {
  width: 430,
  height: 790,
  boxes: {
    'fleet-simulator': box(5, 10, 170, 78),
    nats: box(255, 10, 170, 78),
    'driver-service': box(225, 175, 195, 112),
    cache: box(265, 350, 145, 66),
    'ride-service': box(205, 490, 195, 94),
    gateway: box(5, 300, 155, 78),
    postgres: box(130, 710, 170, 66),
  },
  edges: (
    [
      ['fleet-simulator', 'nats', 'fleet-simulator>nats', [[175, 49], [255, 49]], [215, 38, 'middle']],
      ['nats', 'driver-service', 'driver-service>nats', [[300, 88], [300, 175]], [290, 128, 'end']],
      ['ride-service', 'nats', 'ride-service>nats', [[400, 530], [424, 530], [424, 88]], [416, 330, 'end']],
      ['driver-service', 'cache', 'driver-service>cache', [[330, 287], [330, 350]], [320, 322, 'end']],
      ['cache', 'ride-service', 'driver-service>ride-service', [[330, 416], [330, 490]], [320, 458, 'end']],
      ['fleet-simulator', 'gateway', 'fleet-simulator>gateway', [[60, 88], [60, 300]], [70, 150, 'start']],
      ['gateway', 'ride-service', 'gateway>ride-service', [[120, 378], [120, 537], [205, 537]], [125, 527, 'start']],
      ['gateway', 'driver-service', 'gateway>driver-service', [[120, 300], [120, 230], [225, 230]], [125, 220, 'start']],
      ['ride-service', 'postgres', 'ride-service>postgres', [[260, 584], [260, 710]], [270, 650, 'start']],
      ['gateway', 'postgres', 'gateway>postgres', [[40, 378], [40, 743], [130, 743]], [50, 690, 'start']],
      ['driver-service', 'postgres', 'driver-service>postgres', [[225, 265], [185, 265], [185, 710]], [190, 395, 'start']],
    ] satisfies Way[]
  ).map(edge),
};
