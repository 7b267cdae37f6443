import type { ResultOf } from '#core/contract.ts'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, sayProblem } from '#kit/console/index.ts'
import type { CaseView, tracing } from '../contract.ts'
import { api } from './api.ts'
import { whyOf } from './why.ts'

export type Traced = ResultOf<typeof tracing.trace>

export const LAST_GENERATION = 3

interface TraceButtonProps {
  readonly file: CaseView
  readonly generation: number
  readonly kind: 'primary' | 'plain'
  readonly onTraced: (traced: Traced) => void
}

/** Looks up who was there. The first generation from the stops of the case, a later one from those found before it. */
export function TraceButton({ file, generation, kind, onTraced }: TraceButtonProps) {
  const t = useWords()
  const f = useFormat()
  const trace = useWrite(api.tracing.trace, { done: onTraced })
  const before = file.generations.find(one => one.generation === generation - 1)
  const refused = whyOf(t, file, 'write')
  const why =
    refused.why ??
    (generation === 1 || (before && before.contact > 0)
      ? undefined
      : t('tracing.web.trace.none-before', { generation: generation - 1 }))
  const again = generation === 1 ? file.tracedAt !== null : file.generations.some(one => one.generation === generation)
  const news = generation === 1 && file.tracedAt !== null ? newStops(file) : 0
  return (
    <div className="tr-trace">
      <ActionButton
        kind={news > 0 ? 'primary' : kind}
        icon="trace"
        why={why}
        missing={refused.missing}
        busy={trace.isPending}
        onClick={() =>
          trace.mutate(
            { params: { caseId: file.id }, body: { generation: String(generation) as '1' | '2' | '3' } },
            { onError: sayProblem },
          )
        }
      >
        {t(again ? 'tracing.web.trace.again' : 'tracing.web.trace', { generation })}
      </ActionButton>
      {generation === 1 && file.tracedAt !== null && !why ? (
        <small>
          {news > 0
            ? t('tracing.web.trace.news', { count: news })
            : t('tracing.web.trace.last', { at: f.instant(file.tracedAt) })}
        </small>
      ) : null}
    </div>
  )
}

/** Stops of the period that were told or matched after the last trace. */
const newStops = ({ stops, tracedAt }: CaseView): number =>
  stops.filter(stop => stop.traced && stop.placeId !== null && tracedAt !== null && stop.addedAt > tracedAt).length
