import type { WorkItem } from '#base/work/contract.ts'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Panel } from '#kit/console/index.ts'

/** In an item of work: the way to the pairs of its unit. */
export function PilePart({ item }: { item: WorkItem }) {
  const t = useWords()
  return (
    <Panel title={t('register.web.pairs')}>
      <div className="k-stack">
        <p>{t('register.web.pile.help')}</p>
        <ActionButton kind="primary" icon="people" onClick={() => go(`/duplicates?unit=${item.unit.id}`)}>
          {t('register.web.pile.open')}
        </ActionButton>
      </div>
    </Panel>
  )
}
