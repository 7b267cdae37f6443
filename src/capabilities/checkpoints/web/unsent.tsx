import { useEffect } from 'react'
import { KeptLine } from '#base/timeline/web/kept.tsx'
import { useQueue } from '#core/web/queue.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { LOOKS } from './looks.ts'
import { keptScans } from './queue.tsx'
import { kept, scans, seeLate, useLate, useOutbox } from './sending.ts'

/** Scans the guard has gone on from before the server spoke: how many, how old, and which answers still ask for something. */
export function Unsent({ shownId }: { shownId: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const { items } = useQueue(kept)
  const only = useOutbox(scans).filter(({ item }) => item.id !== shownId && !items.some(({ id }) => id === item.id))
  const late = useLate()
  const passed = late.filter(({ outcome }) => LOOKS[outcome].sound === 'ok')
  useEffect(() => {
    for (const { item } of passed) seeLate(item.id)
  }, [passed])
  const asking = late.filter(one => !passed.includes(one))
  return (
    <KeptLine kept={keptScans} without={shownId} more={only.map(({ item }) => Date.parse(item.deviceAt))}>
      {asking.length > 0
        ? asking.map(({ item, label, outcome }) => (
            <p key={item.id}>
              <Icon name="bell" size={22} />
              <span>
                {[f.time(new Date(item.addedAt)), label, t(`checkpoints.web.outcome.${outcome}`)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <Button kind="secondary" fit onClick={() => seeLate(item.id)}>
                {t('timeline.web.kept.seen')}
              </Button>
            </p>
          ))
        : null}
    </KeptLine>
  )
}
