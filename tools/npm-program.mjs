/** How to run npm: the very one that runs this, as other scripts may find another one, or none, on their path. */
export function npmProgram(args) {
  const program = process.env.npm_execpath;
  return program?.endsWith('.js')
    ? { command: process.execPath, args: [program, ...args], shell: false }
    : { command: 'npm', args, shell: process.platform === 'win32' };
}
