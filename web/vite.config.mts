import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const API = process.env['HOLDFAST_URL'] ?? 'http://127.0.0.1:8000';

/** `npx vite web` serves the dashboard while it is worked on, in front of the API at `HOLDFAST_URL`. */
export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': { target: API, ws: true }, '/health': API } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The API answers with a Content-Security-Policy that knows no data: scripts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        // What changes with a release of Holdfast apart from what changes with a release of a library.
        manualChunks: (id) =>
          /node_modules\/(react|react-dom|react-router|scheduler)\//.test(id) ? 'react' : null,
      },
    },
  },
});
