import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { SessionProvider } from '#base/identity/web/session.tsx'
import { makeQueryClient } from '#core/web/data.tsx'
import { startRouter } from '#core/web/router.tsx'
import { startTheme } from '#core/web/theme.ts'
import { startWords } from '#core/web/words.tsx'
import type { Catalogue } from '#core/words.ts'
import { ConsoleProvider } from '#kit/console/provider.tsx'
import { wordsSource } from '../words.ts'
import { Shell } from './shell.tsx'

/** Offices have the room and the network: every module's Vietnamese words come with the console. */
const words = import.meta.glob<Catalogue>(
  [
    '../../kit/**/vi.json',
    './vi.json',
    '../../{base,capabilities}/*/vi.json',
    '../../{base,capabilities}/*/*.vi.json',
    '../../capabilities/*/*/vi.json',
  ],
  { eager: true, import: 'default' },
)

startTheme()
startRouter('/console')
await startWords({ static: Object.values(words), source: wordsSource })

const root = document.getElementById('app')
if (!root) throw new Error('The page has no place for the app.')
createRoot(root).render(
  <QueryClientProvider client={makeQueryClient()}>
    <ConsoleProvider>
      <SessionProvider>
        <Shell />
      </SessionProvider>
    </ConsoleProvider>
  </QueryClientProvider>,
)
