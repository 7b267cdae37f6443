import '#kit/tokens.css'
import '#kit/base.css'
import './site.css'
import { createRoot } from 'react-dom/client'
import { startTheme } from '#core/web/theme.ts'
import { startWords } from '#core/web/words.tsx'
import kit from '#kit/vi.json' with { type: 'json' }
import { wordsSource } from '../words.ts'
import { Landing, Missing } from './landing.tsx'
import words from './vi.json' with { type: 'json' }

startTheme()
await startWords({ static: [kit, words], source: wordsSource })

const root = document.getElementById('app')
if (!root) throw new Error('The page has no place for the app.')
createRoot(root).render(/^\/site\/?$/.test(location.pathname) ? <Landing /> : <Missing />)
