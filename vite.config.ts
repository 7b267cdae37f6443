import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precache } from './src/apps/precache.ts'
import { routes } from './src/apps/routes.ts'

const app = (path: string) => resolve(import.meta.dirname, 'src/apps', path)

/** The three faces as one build: what they share is built and fetched once. */
export default defineConfig({
  root: app('.'),
  base: '/',
  publicDir: app('citizen/public'),
  plugins: [routes(), react(), precache()],
  worker: { format: 'es' },
  build: {
    outDir: resolve(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: ['chrome100', 'firefox110', 'safari15.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The reader of PDFs is 1.7 MB and fetched by the pages that show one.
    chunkSizeWarningLimit: 1800,
    rolldownOptions: {
      input: {
        citizen: app('citizen/index.html'),
        console: app('console/index.html'),
        site: app('site/index.html'),
        sw: app('citizen/sw.ts'),
      },
      output: {
        entryFileNames: chunk => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // Fonts keep their names, by which pages that the server writes ask for them, too.
        assetFileNames: ({ names }) =>
          names.some(name => name.endsWith('.woff2')) ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]',
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
            { name: 'mantine', test: /node_modules\/(@mantine|@floating-ui|react-remove-scroll)\//, priority: 2 },
          ],
        },
      },
    },
  },
})
