import { useWrite } from '#core/web/data.tsx'
import { go, goBack } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice } from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import { api, type MyPlace } from './api.ts'
import { WithPlace } from './place.tsx'

/** Whoever manages a place closes it, and opens it again on its page. */
export const ClosePlace = () => <WithPlace show={place => <Ask place={place} />} />

function Ask({ place }: { place: MyPlace }) {
  const t = useWords()
  const page = `/dia-diem/${place.id}`
  const closing = useWrite(api.places.close, {
    refreshes: ['checkpoints'],
    done: () => go(page, { replace: true }),
  })
  return (
    <Question
      title={t('places.office.close.ask', { name: place.name })}
      back={page}
      intro={t('places.office.close.help')}
      next={t('places.office.close')}
      danger
      busy={closing.isPending && t('checkpoints.web.closing')}
      onNext={() => closing.mutate({ params: { placeId: place.id } })}
      after={
        <Button kind="secondary" onClick={() => goBack(page)}>
          {t('checkpoints.web.close.not')}
        </Button>
      }
    >
      {closing.error ? <Notice tone="error" title={tell(t, closing.error).title} /> : null}
    </Question>
  )
}
