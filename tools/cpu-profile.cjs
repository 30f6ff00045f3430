// Loaded before a program (`node --require`): profiles it until it ends, and writes the profile to PROFILE_FOLDER.
// Node 20 does not take --cpu-prof out of NODE_OPTIONS, where a parent can put it.
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');

const folder = process.env.PROFILE_FOLDER;
const name = process.env.PROFILE_NAME ?? 'process';

if (folder) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.on('exit', () => {
    session.post('Profiler.stop', (error, answer) => {
      if (error) throw error;
      writeFileSync(join(folder, `${name}.${process.pid}.cpuprofile`), JSON.stringify(answer.profile));
    });
  });
}
