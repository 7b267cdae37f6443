import { type Kept, KeptBar, KeptLine, KeptPage } from '#base/timeline/web/kept.tsx'
import { QUEUE } from './paths.ts'
import { type KeptOnDevice, kept } from './sending.ts'

const crossings: Kept<KeptOnDevice> = { queue: kept, words: 'roadblocks.web.queue', path: QUEUE }

export const Waiting = () => <KeptLine kept={crossings} />
export const KeptCrossings = () => <KeptPage kept={crossings} back="/" />
export const QueueBar = () => <KeptBar kept={crossings} home="/chot/" />
