import { addWorkPart } from '#base/work/web/parts.ts'
import { needWords } from '#core/web/words.tsx'

/** Reasons are problems of whoever found them. */
const withWords = async () => {
  const [page] = await Promise.all([import('./console-parked.tsx'), needWords('standing', 'timeline')])
  return page
}

addWorkPart({
  kind: 'checkpoints.parked',
  load: () => withWords().then(m => m.ParkedPart),
  forms: { 'checkpoints.parked': () => withWords().then(m => m.SettleAll) },
})
