/** The command that runs npm: the npm that runs this script, since the PATH may lead to another one or none. */
export function npmProgram(args) {
  const program = process.env.npm_execpath;
  return program?.endsWith('.js')
    ? { command: process.execPath, args: [program, ...args], shell: false }
    : { command: 'npm', args, shell: process.platform === 'win32' };
}
