import type { WorkItem } from '#base/work/contract.ts'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Panel } from '#kit/console/index.ts'
import { Known } from './dossier.tsx'

/** In an item of work: what the dossier is, and the way to all of it. */
export function DossierPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const dossierId = item.subject.id
  return (
    <Panel
      title={t('services.dossier.flow')}
      actions={<Link to={`/services/${dossierId}`}>{t('services.web.open')}</Link>}
    >
      <Known dossierId={dossierId} />
    </Panel>
  )
}

/** What a citizen said stands with the dossier, where it is answered. */
export function FeedbackPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const code = String(item.params.code ?? '')
  return (
    <Panel title={t('services.feedback.flow')}>
      <Link to={`/services?view=all&q=${encodeURIComponent(code)}`}>{t('services.web.feedback.open', { code })}</Link>
    </Panel>
  )
}
