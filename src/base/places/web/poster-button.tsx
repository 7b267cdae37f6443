import { browserApi } from '#core/web/api.ts'
import { useWords } from '#core/web/words.tsx'
import { SaveButton } from '#kit/citizen/index.ts'
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
  return (
    <SaveButton
      kind={kind}
      icon="print"
      get={() => api.places.poster({ params: { placeId } })}
      name={`${t('places.web.poster.file', { name })}.pdf`}
      busy={t('places.web.poster.busy')}
    >
      {t('places.web.poster')}
    </SaveButton>
  )
}
