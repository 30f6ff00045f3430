// `npm start | head`: from some line on nobody reads what a script says. That is no reason to stop half-way.

const STREAMS = [process.stdout, process.stderr];

/** From now on until `end()`, output that nobody reads is dropped instead of being an error. */
export function bearUnreadOutput() {
  let unread = false;
  const drop = (error) => {
    if (error.code !== 'EPIPE') throw error;
    unread = true;
  };
  for (const stream of STREAMS) stream.on('error', drop);
  return {
    /** True when something has been dropped. */
    isUnread: () => unread,
    end: () => {
      for (const stream of STREAMS) stream.off('error', drop);
    },
  };
}
