import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { api } from './api.ts'

/** The pictures that something was typed from, each a press away; nothing where there is none. */
export function TypedFrom({ kind, id }: { kind: string; id: string }) {
  const t = useWords()
  const { data } = useRead(api.lists.typedFrom, { params: { kind, id } })
  if (!data?.fileIds.length) return null
  return (
    <p className="k-hint">
      {data.fileIds.map(fileId => (
        <a key={fileId} href={`/api/files/${fileId}`} target="_blank" rel="noreferrer">
          {t('lists.web.typed.from')}
        </a>
      ))}
    </p>
  )
}
