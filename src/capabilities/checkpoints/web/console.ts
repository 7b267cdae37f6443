import { addWorkPart } from '#base/work/web/parts.ts'

addWorkPart({
  kind: 'checkpoints.parked',
  load: () => import('./console-parked.tsx').then(m => m.ParkedPart),
  forms: { 'checkpoints.parked': () => import('./console-parked.tsx').then(m => m.SettleAll) },
})
