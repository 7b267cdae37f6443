import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Panel } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'

/** Where the work with a document or a task is done. */
function pathOf({ subject, kind, state }: Pick<WorkItem, 'subject' | 'kind' | 'state'>): string {
  if (subject.kind === 'document-task') return `/documents/tasks?open=${subject.id}`
  const id = subject.id.split('.')[0] ?? ''
  return kind === 'documents.draft' && state === 'drafting' ? `/documents/${id}/draft` : `/documents/${id}`
}

/** In an item of work: the way to the document, where everything about it stands. */
export function DocumentPart({ item }: { item: WorkItem }) {
  const t = useWords()
  return (
    <Panel title={t(`${item.kind}.flow`)}>
      <div className="k-stack">
        <p>{t(`${item.kind}.title`, item.params)}</p>
        <div>
          <Button leftSection={<Icon name="document" size={18} />} onClick={() => go(pathOf(item))}>
            {t('documents.web.open')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** A step is taken where one sees what one decides on. */
export function GoThere({ item, onClose }: FormProps) {
  useEffect(() => {
    onClose()
    go(pathOf(item))
  }, [item, onClose])
  return null
}
