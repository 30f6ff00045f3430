/**
 * Variables that let a service leave a CPU profile (`<name>.<pid>.cpuprofile`) in the folder when it ends in good
 * order; none without a folder.
 */
export const serviceProfiling = (name: string, folder: string | undefined): Record<string, string> =>
  folder === undefined
    ? {}
    : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir="${folder}" --cpu-prof-name=${name}.\${pid}.cpuprofile` };
