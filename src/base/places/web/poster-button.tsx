import { useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { saveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { places } from '../contract.ts'

const api = browserApi({ places })

export interface PosterButtonProps {
  readonly placeId: string
  /** Of the place: the name of the file. */
  readonly name: string
  readonly kind?: 'primary' | 'secondary'
}

/** Fetches the poster and hands it to the browser as a file to print. */
export function PosterButton({ placeId, name, kind = 'secondary' }: PosterButtonProps) {
  const t = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const fetchPoster = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      saveFile(await api.places.poster({ params: { placeId } }), `${t('places.web.poster.file', { name })}.pdf`)
    } catch (refused) {
      setProblem(refused)
    }
    setBusy(false)
  }
  return (
    <>
      <Button
        kind={kind}
        icon="print"
        busy={busy && t('places.web.poster.busy')}
        onClick={() => {
          void fetchPoster()
        }}
      >
        {t('places.web.poster')}
      </Button>
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
    </>
  )
}
