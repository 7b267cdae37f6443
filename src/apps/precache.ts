import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const ENTRY = 'citizen'
const PLACEHOLDER = '__PRECACHE__'
/** zxing and the worker it runs in: see src/kit/scan. */
const READER = /\.wasm$|(^|\/)worker-[^/]*\.js$/

/**
 * Tells the service worker what the citizen's app is made of: every file its entry can reach, at once or later, and
 * the fonts; and apart from them what reads codes, a megabyte that only devices which scan keep.
 */
export function precache(): Plugin {
  return {
    name: 'saola:precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js']
        const start = Object.values(bundle).find(file => file.type === 'chunk' && file.isEntry && file.name === ENTRY)
        if (worker?.type !== 'chunk' || start?.type !== 'chunk') return
        const files = new Set<string>()
        const visit = (name: string) => {
          const chunk = bundle[name]
          if (files.has(name) || chunk?.type !== 'chunk') return
          files.add(name)
          for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css)
          for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next)
        }
        visit(start.fileName)
        for (const name of Object.keys(bundle)) if (name.endsWith('.woff2')) files.add(name)
        const urlsOf = (names: Iterable<string>) => [...names].sort().map(name => `/${name}`)
        const urls = urlsOf(files)
        const scanner = urlsOf(Object.keys(bundle).filter(name => READER.test(name) && !files.has(name)))
        if (scanner.length === 0) throw new Error('The build has no reader of codes to be kept for scanning offline.')
        const version = createHash('sha256')
          .update(JSON.stringify([urls, scanner]))
          .digest('hex')
          .slice(0, 12)
        worker.code = worker.code.replaceAll(PLACEHOLDER, JSON.stringify({ version, urls, scanner }))
      },
    },
  }
}
