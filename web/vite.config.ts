/** How the pages are built and, with `npm run pages`, served while they are worked on. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` runs; everything but the pages' own files is asked there. */
const gateway = process.env.GUILDHALL_URL ?? 'http://127.0.0.1:4000';
const doors = [
  ...['/graphql', '/oauth2', '/live', '/session', '/files', '/evidence', '/imports'],
  ...['/identity-files', '/coupon-batches', '/clearing', '/credit-files'],
];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome123', 'safari17.5', 'firefox120'],
    // Files of their own: the server's headers allow nothing that is written into the page.
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
  server: {
    proxy: Object.fromEntries(doors.map((door) => [door, { target: gateway }])),
  },
});
