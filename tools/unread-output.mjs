// In `npm start | head` the reader closes the pipe early, which must not stop an installation half-way.

const STREAMS = [process.stdout, process.stderr];

/** Until `end()`, output to a closed pipe is dropped instead of being an error. */
export function dropUnreadOutput() {
  let unread = false;
  const drop = (error) => {
    if (error.code !== 'EPIPE') throw error;
    unread = true;
  };
  for (const stream of STREAMS) stream.on('error', drop);
  return {
    /** True when output was dropped. */
    isUnread: () => unread,
    end: () => {
      for (const stream of STREAMS) stream.off('error', drop);
    },
  };
}
