import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Panel, Tag } from '#kit/console/index.ts'
import type { Draft } from '../contract.ts'
import { api } from './api.ts'

/** What was said to a draft, by whom and of which version. */
export function Opinions({ draft }: { draft: Pick<Draft, 'opinions'> }) {
  const t = useWords()
  if (!draft.opinions.length) return null
  return (
    <Panel title={t('documents.web.opinions')}>
      <ul className="dc-tasks">
        {draft.opinions.map(one => (
          <li key={`${one.name} ${one.version}`}>
            <p className="dc-task-title">
              <strong>{one.name}</strong>
              <Tag strong={one.agrees === false}>
                {t(
                  one.answeredAt === null
                    ? 'documents.web.opinion.waits'
                    : one.agrees
                      ? 'documents.web.agrees'
                      : 'documents.web.changes',
                )}
              </Tag>
            </p>
            <p className="dc-quiet">{t('documents.web.version', { n: one.version })}</p>
            {one.note ? <p className="dc-quote">{one.note}</p> : null}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The same where the document is looked at: who approves or signs it reads them there. */
export function OpinionsOf({ documentId }: { documentId: string }) {
  const { data } = useRead(api.documents.draft, { params: { documentId }, query: {} })
  return data ? <Opinions draft={data} /> : null
}
