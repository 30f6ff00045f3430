import { defineConfig } from 'vite';

/** tools/build-app.mjs builds the page into dist/dashboard/page, from where the dashboard's server serves it. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../../../dist/dashboard/page',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy refuses data: URLs and inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
