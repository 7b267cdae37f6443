import { type Kept, KeptBar, KeptPage } from '#base/timeline/web/kept.tsx'
import { QUEUE } from './queue-path.ts'
import { type KeptOnDevice, kept } from './sending.ts'

export const keptScans: Kept<KeptOnDevice> = { queue: kept, words: 'checkpoints.web.queue', path: QUEUE }

export const KeptScans = () => <KeptPage kept={keptScans} back="/quet-ma" />
export const QueueBar = () => <KeptBar kept={keptScans} home="/quet-ma" />
