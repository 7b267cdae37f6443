import { type Kept, KeptBar, KeptLine, KeptPage } from '#base/timeline/web/kept.tsx'
import { type KeptOnDevice, keptVisits } from './keeping.ts'
import { VISITS_PAGE } from './visits-queue.ts'

const visits: Kept<KeptOnDevice> = { queue: keptVisits, words: 'followup.web.queue', path: VISITS_PAGE }

export const Waiting = () => <KeptLine kept={visits} />
export const KeptVisits = () => <KeptPage kept={visits} back="/" />
export const QueueBar = () => <KeptBar kept={visits} home="/to-cong-dong/" />
