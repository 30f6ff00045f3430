/**
 * The values of all samples of one metric in Prometheus' text format, in the order of the text.
 * @param labels text that the labels must contain, such as `method="RideDetailsService/`
 */
export const samplesOf = (metricsText: string, name: string, labels = ''): number[] =>
  metricsText
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(labels))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));

/** The sum of those samples; 0 when there is none. */
export const sumOf = (metricsText: string, name: string, labels = ''): number =>
  samplesOf(metricsText, name, labels).reduce((sum, value) => sum + value, 0);
