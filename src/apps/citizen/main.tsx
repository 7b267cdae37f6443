import '#kit/tokens.css'
import '#kit/base.css'
import '#kit/citizen/citizen.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { SessionProvider } from '#base/identity/web/session.tsx'
import { makeQueryClient, restoreKept } from '#core/web/data.tsx'
import { startRouter } from '#core/web/router.tsx'
import { startTheme } from '#core/web/theme.ts'
import { startWords } from '#core/web/words.tsx'
import kit from '#kit/vi.json' with { type: 'json' }
import { wordsSource } from '../words.ts'
import { Shell } from './shell.tsx'
import { watchForUpdate } from './update.ts'
import words from './vi.json' with { type: 'json' }

startTheme()
startRouter('')
await startWords({ static: [kit, words], source: wordsSource })

const cache = makeQueryClient()
await restoreKept(cache)

const root = document.getElementById('app')
if (!root) throw new Error('The page has no place for the app.')
createRoot(root).render(
  <QueryClientProvider client={cache}>
    <SessionProvider>
      <Shell />
    </SessionProvider>
  </QueryClientProvider>,
)
watchForUpdate()
