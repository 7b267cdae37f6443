import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const ENTRY = 'citizen'
const PLACEHOLDER = '__PRECACHE__'

/**
 * Tells the service worker what the citizen's app is made of: every file its entry can reach, at once or later, and
 * the fonts. Large WebAssembly is left out: it is kept on first use.
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
        const urls = [...files].sort().map(name => `/${name}`)
        const version = createHash('sha256').update(JSON.stringify(urls)).digest('hex').slice(0, 12)
        worker.code = worker.code.replaceAll(PLACEHOLDER, JSON.stringify({ version, urls }))
      },
    },
  }
}
